"""Surfaces: where actions are carried out. Each is idempotent by the outbox item's id."""
