"""Use cases, one module each, over the ports in `ports.py`; `examine.py` is the life of a post."""
