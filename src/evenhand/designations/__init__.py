"""Designations: who is designated, by whom, when, and as known when. What a designation means for a policy is `policy`'s."""
