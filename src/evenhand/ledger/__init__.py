"""The log: entries with opaque payloads, a Merkle tree over commitments, signed checkpoints."""
