"""Findings and decisions: a mention, a stance, a clause and the allowance that excuses it; pure, and derivable
again.
"""
