"""上报批次: what waits to go up, looked at, sealed and written out; what comes back, and what it leaves to be done."""
