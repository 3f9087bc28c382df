"""Statements of reasons and notices: no sentence without a fact behind it."""
