"""The fused reader: what words do to the names in them, a batch of texts at once, compiled; the plain reader is its oracle."""
