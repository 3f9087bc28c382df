"""Engines run the one batch function over many batches: in this process, over worker processes, later on Spark."""
