"""Stance: what the words around a mention do, from cues that are data, with scope: who speaks, negation, quotation, target."""
