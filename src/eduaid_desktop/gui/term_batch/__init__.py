"""上报 in the window: what waits, the batches that went, the county's reply, and what it leaves to be done."""
