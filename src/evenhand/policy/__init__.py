"""Policies as data: versioned documents, typed condition trees, one evaluator, tier maps. Knows nothing of how
words are found.
"""
