"""Influence operations: incidents, actors, attributions as claims, counts and surges, coordination. None of it flows into a strike."""
