"""Files of posts and profiles: JSONL (also gzipped), CSV, Parquet, read in batches with bad rows set aside."""
