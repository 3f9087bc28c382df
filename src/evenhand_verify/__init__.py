"""Check a published Evenhand log from outside: Merkle proofs, signed notes, checkpoints, tiles, receipts.

A distribution of its own: the standard library and `cryptography`, nothing of `evenhand`. The platform's ledger imports
the hashing from here, so that writer and checker cannot drift apart; this package never imports the platform.
"""

__version__ = "0.1.0"
