"""The bundled table of state sponsors of terrorism (`us-state-sponsors.csv`), read as a table of acts.

States are never sought in posts and map to no tier: the list is there because statements cite it.
"""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.designations.sources.acts_table import parse_acts
from evenhand.designations.sources.catalogue import Parsed


def parse(files: Mapping[str, bytes], *, recover: bool = False) -> Parsed:
    """Records by key. Raises BadInputError when it is no such table."""
    del recover  # nothing to recover: a bad row is a reject
    return parse_acts("us-state-sponsors", "us-state", files)
