"""The bundled table of Canada's listed terrorist entities (`ca-listed.csv`), read as a table of acts."""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.designations.sources.acts_table import parse_acts
from evenhand.designations.sources.catalogue import Parsed


def parse(files: Mapping[str, bytes], *, recover: bool = False) -> Parsed:
    """Records by key. Raises BadInputError when it is no such table."""
    del recover  # nothing to recover: a bad row is a reject
    return parse_acts("ca-listed", "ca", files)
