"""The audit record: one post, what became of it stage by stage, and what people who looked at it say it was.

A flat row (JSONL or Parquet). `service.watch` fills it from the ledger and from audit labels; a monitor may write the
file by hand. It carries no group label: those are kept apart (`groups`) and joined only while counting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from evenhand.kernel.clock import format_instant, parse_instant
from evenhand.kernel.errors import BadInputError, Reject
from evenhand.stats.sampling import WEIGHT_UNIT


class Truth(StrEnum):
    """What the auditors say of the post, under the policy of its day."""

    VIOLATING = "violating"
    ALLOWED = "allowed"


class SampledHow(StrEnum):
    """How the post came to be in the file. Only a random draw can give a rate (`report` refuses the others)."""

    RANDOM = "random"
    SOLICITED = "solicited"  # somebody asked for such cases, or reported it
    APPEAL = "appeal"  # chosen by those who appealed
    OWN = "own"  # chosen by the observer or by the platform's own detection


class Stage(StrEnum):
    """The stages a post passes on its way to a penalty, in order."""

    LISTS = "lists"  # what it names is in the registry, in force, under that name
    MATCHING = "matching"  # the mention was found
    STANCE = "stance"  # the words were read as a violation, or sent to a person because they may be one
    PENALTIES = "penalties"  # the violation was upheld and the post restricted


# How far a post came: the number of stages it passed; ENFORCED and more means restricted.
UNLISTED_OR_UNMATCHED: Final = -1  # stopped at one of the first two stages, and the record does not say at which
ENFORCED: Final = 4
HARSH: Final = 5  # restricted, and the account suspended or disabled with it
_MAX_TEXT: Final = 200
_REACH_BANDS: Final = ((1_000, "under 1k"), (10_000, "1k to 10k"), (100_000, "10k to 100k"), (1_000_000, "100k to 1M"))


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One audited post. `weight` is in thousandths: 1000 stands for itself, 20000 for twenty posts of its draw.

    `clause` is the clause the auditors name, not the one the platform cited: strata must not depend on the outcome.
    `account_id` serves to join audit-only labels and is never reported. None in `listed` means that nobody looked.
    """

    post_id: str
    at: datetime
    sampled_how: SampledHow
    truth: Truth | None = None
    account_id: str = ""
    lang: str = "und"
    surface: str = ""
    account_kind: str = "individual"
    reach_band: str = ""
    clause: str = ""
    route: str = "none"
    outcome: str = "no_violation"
    ruled: str = ""  # uphold | dismiss | ""
    overturned: bool = False
    listed: bool | None = None
    matched: bool = False
    sent_on: bool = False  # read as a violation, or sent to a person as possibly one
    enforced: bool = False
    harsh: bool = False
    prior_strikes: int = 0
    weight: int = WEIGHT_UNIT
    draw: str = ""

    @property
    def passed(self) -> int:
        """How far it came. A later stage passed counts the earlier ones as passed."""
        if self.enforced:
            return HARSH if self.harsh else ENFORCED
        if self.sent_on:
            return 3
        if self.matched:
            return 2
        return UNLISTED_OR_UNMATCHED if self.listed is None else int(self.listed)

    def to_dict(self) -> dict[str, Any]:
        """The row as plain values, instants as RFC 3339."""
        return {**asdict(self), "at": format_instant(self.at), "sampled_how": self.sampled_how.value}


def reach_band(reach: int) -> str:
    """Followers as a band: exact counts would tell accounts apart."""
    return next((name for limit, name in _REACH_BANDS if reach < limit), "1M and more")


_FIELDS: Final = {field.name: str(field.type) for field in fields(AuditRecord)}
_REQUIRED: Final = ("post_id", "at", "sampled_how")


def parse_record(row: Any, line: int) -> AuditRecord | Reject:
    """A row as a record, or why not. Unknown fields are ignored; null means the default."""
    if not isinstance(row, Mapping):
        return Reject(line, "", "a JSON object", _shown(row), "one object a line")
    values: dict[str, Any] = {}
    for name, kind in _FIELDS.items():
        value = row.get(name)
        if value is None:
            if name in _REQUIRED:
                return Reject(line, name, "a value", "nothing", "every record needs post_id, at and sampled_how")
            continue
        parsed = _parsed(name, kind, value, line)
        if isinstance(parsed, Reject):
            return parsed
        values[name] = parsed
    return AuditRecord(**values)


def _parsed(name: str, kind: str, value: Any, line: int) -> Any:
    if kind in ("SampledHow", "Truth | None"):
        return _choice(SampledHow if kind == "SampledHow" else Truth, name, value, line)
    if kind == "datetime":
        return _instant(name, value, line)
    if kind == "int":
        low = 1 if name == "weight" else 0
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= 10**9:
            return value
        return Reject(line, name, f"a whole number from {low}", _shown(value), "weights are thousandths, 1000 for one")
    if kind.startswith("bool"):
        return value if isinstance(value, bool) else Reject(line, name, "true or false", _shown(value))
    if isinstance(value, str) and len(value) <= _MAX_TEXT and "\x00" not in value and value.isprintable():
        return value
    return Reject(line, name, f"printable text of at most {_MAX_TEXT} characters", _shown(value))


def _choice(choices: type[StrEnum], name: str, value: Any, line: int) -> StrEnum | Reject:
    allowed = [one.value for one in choices]
    if isinstance(value, str) and value in allowed:
        return choices(value)
    return Reject(line, name, " or ".join(allowed), _shown(value))


def _instant(name: str, value: Any, line: int) -> datetime | Reject:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    try:
        return parse_instant(value if isinstance(value, str) else "")
    except BadInputError as error:
        return Reject(line, name, "an instant with a zone, or a day", _shown(value), error.hint)


def _shown(value: Any) -> str:
    return ascii(value)[:60]
