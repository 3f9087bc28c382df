"""Static pages of a casebook and of a comparison. No scripts, nothing loaded from elsewhere; all text is escaped.

What is said is the use cases' answer; here it is only laid out. The same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from evenhand.kernel.languages import RIGHT_TO_LEFT
from evenhand.monitor.compare import Status
from evenhand.monitor.custody import broken, head_of
from evenhand.monitor.model import Case

if TYPE_CHECKING:
    from jinja2 import Environment

    from evenhand.service.monitoring.comparing import CompareReport

_WORDS: Final = {
    "found": "published",
    "missing": "not published",
    "contradicting": "published, but says otherwise",
    "cannot_tell": "cannot be told",
    "not_due": "none owed",
    "uneven": "uneven",
    "refused": "no rate",
}
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("evenhand.entry.casebook"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"shown": shown, "words": lambda word: _WORDS.get(word, word.replace("_", " "))}
    environment.globals["direction"] = lambda lang: "rtl" if lang.split("-")[0] in RIGHT_TO_LEFT else "auto"
    return environment


def shown(value: Any) -> str:
    """A value as text whose control characters and direction overrides are visible and do nothing."""
    text = "" if value is None else str(value)
    return "".join(
        f"[U+{ord(char):04X}]" if char in _BIDI or (ord(char) < 32 and char not in "\n\t") or 0x7F <= ord(char) < 0xA0
        else char
        for char in text
    )  # fmt: skip


def overview_page(cases: Iterable[Case]) -> str:
    """All cases of a casebook, with their notices, evidence hashes and whether custody holds."""
    cases = list(cases)
    rows = [{"case": case, "broken": broken(case)} for case in cases]
    return _environment().get_template("overview.html").render(rows=rows, head=head_of(cases))


def compare_page(report: CompareReport) -> str:
    """A comparison for readers who are not engineers."""
    order = (Status.CONTRADICTING, Status.MISSING, Status.CANNOT_TELL, Status.FOUND, Status.NOT_DUE)
    cases = sorted(report.cases, key=lambda c: (order.index(c.status), c.case_id))
    return _environment().get_template("compare.html").render(report=report, cases=cases, statuses=order)
