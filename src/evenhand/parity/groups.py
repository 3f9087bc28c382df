"""Audit-only labels of groups. The contract *blind* protects this module: no deciding code may import it.

A label says that an account belongs to a community, who said so and on what ground. Labels live in a database of their
own (`adapters.counting` opens it), are joined to records only while counting, and leave as counts of groups large
enough that nobody is singled out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MIN_ACCOUNTS: Final = 10  # communities with fewer labelled accounts in the sample are not shown (k-anonymity)
UNLABELLED: Final = ""


@dataclass(frozen=True, slots=True)
class GroupLabel:
    """One account's community, as an audit knows it."""

    surface: str
    account_id: str
    community: str
    source: str


# The label database's one table. Its file has its own path and its own permissions; nothing else is in it.
LABELS_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS group_labels (surface TEXT NOT NULL, account_id TEXT NOT NULL, community TEXT NOT NULL,"
    " source TEXT NOT NULL, PRIMARY KEY (surface, account_id))"
)
