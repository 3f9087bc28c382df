"""Which column of a file is the object, the account, the content and the time: given by the user or known by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evenhand.kernel.errors import BadInputError, Place, UsageError

FIELDS: Final = ("object", "account", "content", "time")
# Names that published data sets use, in order of preference; the first is ours.
_KNOWN: Final = {
    "object": ("object", "object_id"),
    "account": ("account", "account_id", "id_user"),
    "content": ("content", "content_id"),
    "time": ("time", "timestamp_share", "timestamp", "posted_at"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of each field."""

    object: str
    account: str
    content: str
    time: str

    def names(self) -> list[str]:
        """The four columns, in the order of FIELDS."""
        return [self.object, self.account, self.content, self.time]


def parse_mapping(text: str) -> dict[str, str]:
    """`object=url,account=user` as a mapping. Raises UsageError."""
    mapping: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        field, equals, column = (word.strip() for word in part.partition("="))
        if field not in FIELDS or not equals or not column or field in mapping:
            raise UsageError(
                f"--columns does not understand {part[:60]!r}",
                hint="write object=…,account=…,content=…,time=…, each at most once",
            )
        mapping[field] = column
    return mapping


def choose(available: Sequence[str], mapping: dict[str, str], file: str) -> Columns:
    """The column of each field. Raises BadInputError naming what is missing and what there is."""
    chosen: dict[str, str] = {}
    for field in FIELDS:
        wanted = (mapping[field],) if field in mapping else _KNOWN[field]
        found = next((name for name in wanted if name in available), None)
        if found is None:
            raise BadInputError(
                f"no column for the {field}: looked for {', '.join(wanted)}; the file has {', '.join(available)[:200]}",
                hint=f"name it with --columns {field}=…",
                place=Place(file=file, field=field),
            )
        chosen[field] = found
    return Columns(**chosen)
