"""收批次 in the window: what a county sees of the batches of its townships."""
