"""Influence operations: incidents, actors, claims, counts, surges, coordination. None of it flows into a strike."""
