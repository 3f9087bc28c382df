"""Taking evidence files in: copied, hashed, sealed or as they are. Offline only."""
