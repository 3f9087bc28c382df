"""OFAC's SDN list: the folder of `sdn.csv`, `alt.csv`, `add.csv` (and `sdn_comments.csv`), or the one XML file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from evenhand.designations.sources.catalogue import Parsed
from evenhand.designations.sources.ofac_csv import OfacList, parse_csv
from evenhand.designations.sources.ofac_xml import parse_xml

_LIST: Final = OfacList("us-ofac-sdn", "OFAC SDN list", "sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv")


def parse(files: Mapping[str, bytes], *, recover: bool = False) -> Parsed:
    """Records in the order of their numbers. Raises BadInputError for what is not the list."""
    file, data = next(iter(files.items()), ("", b""))
    if len(files) == 1 and (file.lower().endswith(".xml") or data.lstrip(b"\xef\xbb\xbf\r\n \t")[:1] == b"<"):
        return parse_xml(_LIST, file, data, recover=recover)
    return parse_csv(_LIST, files)
