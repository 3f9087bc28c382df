"""What those who watch a platform record: cases, their custody, what the platform published, and where the two part."""
