"""Evenhand: apply a dangerous-organisations policy with exact reasons and an even hand.

The import order is the life of a post; `docs/life-of-a-post.md` walks along it. Nothing is imported here, so that
`evenhand --help` stays quick.
"""

__version__ = "0.1.0"
