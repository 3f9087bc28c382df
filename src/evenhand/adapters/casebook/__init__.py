"""The monitor's own encrypted store: keys apart from data, nothing of a case in clear."""
