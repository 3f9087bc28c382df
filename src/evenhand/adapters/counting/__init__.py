"""Counting with DuckDB: many audit records in, one small cube out. The only place that opens the group labels."""
