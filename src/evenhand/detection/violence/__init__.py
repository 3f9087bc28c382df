"""Violent speech: calls to kill, expel or exterminate a group of people, and dehumanisation. Every group is read alike: its
words are masked before a cue is read, and what is handed on is a span and a number. Knows no policy.
"""
