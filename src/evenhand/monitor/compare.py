"""A monitor's cases beside what the platform published: found, missing, contradicting or not to be told.

Every answer has its reason. Doubt is said, not resolved: several statements that fit, a file that does not cover the
day, or facts too thin to tell one takedown from another give `cannot_tell`. Matching rules are `matching`'s; whether
languages are treated evenly is `evenness`'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from evenhand.monitor.clauses import same_clause
from evenhand.monitor.matching import Rules, Shelf
from evenhand.monitor.model import Automation, Case, CaseKind, Channel
from evenhand.monitor.published import Published


class Status(StrEnum):
    """The answer for one case."""

    FOUND = "found"
    MISSING = "missing"
    CONTRADICTING = "contradicting"
    CANNOT_TELL = "cannot_tell"
    NOT_DUE = "not_due"  # no statement is owed: the content was left up or promoted


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing the two sides say differently: clause | date | automation | restriction | still_up."""

    field: str
    case: str
    statement: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One case beside what was published. `basis`: reference | facts | none; `fitting`: statements that fit."""

    case_id: str
    status: Status
    basis: str
    reason: str
    statement: str = ""  # its uuid, else puid, else its line
    differences: tuple[Difference, ...] = ()
    fitting: int = 0
    kind: CaseKind = CaseKind.TAKEN_DOWN
    channel: Channel = Channel.SOLICITED
    lang: str = ""
    community: str = ""


def compare_all(cases: Sequence[Case], statements: Iterable[Published], rules: Rules | None = None) -> list[Comparison]:
    """Every case, in order. A statement that several cases fit by facts alone settles none of them."""
    shelf = Shelf.of(cases, rules or Rules())
    for statement in statements:
        shelf.put(statement)
    return compare_on(cases, shelf)


def compare_on(cases: Sequence[Case], shelf: Shelf) -> list[Comparison]:
    """The same over a shelf that is filled already."""
    taken = {_name(shelf.by_ref[case.statement_ref]) for case in cases if case.statement_ref in shelf.by_ref}
    found = [_compare(case, shelf, taken) for case in cases]
    claims = Counter(c.statement for c in found if c.basis == "facts" and c.statement)
    return [
        replace(
            c,
            status=Status.CANNOT_TELL,
            differences=(),
            reason=f"the statement that fits also fits {n - 1} other case(s)",
        )
        if c.basis == "facts" and (n := claims[c.statement]) > 1
        else c
        for c in found
    ]


def _compare(case: Case, shelf: Shelf, taken: set[str]) -> Comparison:
    start = Comparison(
        case.case_id, Status.CANNOT_TELL, "none", "", kind=case.kind, channel=case.channel, lang=case.lang,
        community=case.community,
    )  # fmt: skip
    quoted = shelf.by_ref.get(case.statement_ref) if case.statement_ref else None
    if quoted is not None:
        return _judge(start, case, quoted, shelf.rules, "reference")
    if case.kind in (CaseKind.LEFT_UP, CaseKind.PROMOTED):
        return replace(start, status=Status.NOT_DUE, reason="no statement is owed for what was left up or promoted")
    if case.statement_ref:
        return _absent(start, case, shelf, "the statement that the notice quotes is not in the file")
    return _by_facts(start, case, shelf, taken)


def _by_facts(start: Comparison, case: Case, shelf: Shelf, taken: set[str]) -> Comparison:
    fitting = [statement for statement in shelf.fitting(case) if _name(statement) not in taken]
    start = replace(start, fitting=len(fitting))
    agreeing = [statement for statement in fitting if not any(_differences(case, statement, shelf.rules))]
    if len(agreeing) == 1:
        return _judge(start, case, agreeing[0], shelf.rules, "facts")
    if len(agreeing) > 1:
        return replace(
            start, reason=f"{len(agreeing)} statements fit; without a reference none can be told from the others"
        )
    if len(fitting) > 1:
        return replace(start, reason=f"{len(fitting)} statements fit in part, and none agrees in all")
    if fitting:
        if not _told_apart(case, fitting[0]):
            return replace(
                start, reason="one statement fits in part, but too few facts are known to say it is this case's"
            )
        return _judge(start, case, fitting[0], shelf.rules, "facts")
    off = [s for s in shelf.fitting_but_for_the_day(case) if _name(s) not in taken and _clause_agrees(case, s)]
    if len(off) == 1:
        return _judge(replace(start, fitting=1), case, off[0], shelf.rules, "facts")
    return _absent(start, case, shelf, "no statement in the file fits")


def _absent(start: Comparison, case: Case, shelf: Shelf, why: str) -> Comparison:
    if shelf.covers(case):
        return replace(start, status=Status.MISSING, reason=f"{why}, and the file covers those days")
    known = (
        "no day is known of the case" if not (case.happened or case.noticed) else "the file does not cover those days"
    )
    return replace(start, reason=f"{why}, but {known}")


def _judge(start: Comparison, case: Case, statement: Published, rules: Rules, basis: str) -> Comparison:
    differences = tuple(_differences(case, statement, rules))
    if not differences and case.kind in (CaseKind.LEFT_UP, CaseKind.PROMOTED):
        status, reason = Status.CANNOT_TELL, "a statement exists, and nothing shows that it was not carried out later"
    elif differences:
        status, reason = Status.CONTRADICTING, "differs in " + ", ".join(d.field for d in differences)
    else:
        status, reason = Status.FOUND, "agrees in all that both sides say"
    return replace(
        start, status=status, basis=basis, reason=reason, statement=_name(statement), differences=differences
    )


def _differences(case: Case, statement: Published, rules: Rules) -> Iterator[Difference]:
    if case.kind in (CaseKind.LEFT_UP, CaseKind.PROMOTED):
        if case.last_seen_up and statement.effects and (case.last_seen_up - statement.applied).days > rules.tolerance:
            yield Difference("still_up", f"seen up on {case.last_seen_up}", f"restricted from {statement.applied}")
        return
    if case.kind not in statement.effects:
        yield Difference(
            "restriction", case.kind, ", ".join(sorted(statement.effects)) or "neither removal nor demotion"
        )
    if same_clause(case.clause, statement.clause) is False:
        yield Difference("clause", case.clause, statement.clause)
    if case.happened and abs((case.happened - statement.applied).days) > rules.window:
        yield Difference("date", f"happened {case.happened}", f"applied {statement.applied}")
    elif not case.happened and case.noticed and (statement.applied - case.noticed).days > rules.tolerance:
        yield Difference("date", f"noticed {case.noticed}", f"applied {statement.applied}")
    known = Automation.UNKNOWN not in (case.automation, statement.automation)
    if known and case.automation is not statement.automation:
        yield Difference("automation", case.automation, statement.automation)


def _clause_agrees(case: Case, statement: Published) -> bool:
    return same_clause(case.clause, statement.clause) is True


def _told_apart(case: Case, statement: Published) -> bool:
    """Whether the facts in common are enough to hold a difference against the platform: day of content and language."""
    return bool(
        case.content_date and case.content_date == statement.content_date and case.lang and case.lang == statement.lang
    )


def _name(statement: Published) -> str:
    return statement.uuid or statement.puid or f"line {statement.line}"
