"""收批次: the county's side of the term: the batches of its townships, and what is found among them."""
