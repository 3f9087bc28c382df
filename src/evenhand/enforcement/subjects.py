"""Subjects: who holds which accounts. Reads import records and looks a subject up by one of its accounts.

Links are taken as given, with their evidence and how sure it is; nothing here infers that two accounts are one
person's. Storing is `service`'s.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Final, NoReturn

from evenhand.enforcement.model import AccountLink, Subject
from evenhand.kernel.errors import Reject
from evenhand.kernel.ids import derived_id
from evenhand.policy.vocabulary import LINK_GRADES

MAX_LINE: Final = 1_000_000  # characters (or bytes) of one record
MAX_ACCOUNTS: Final = 1_000
MAX_ID: Final = 256
MAX_EVIDENCE: Final = 2_000
_MAX_REACH: Final = 2**53 - 1
_FIELDS: Final = ("subject_id", "accounts", "reach", "public_office")
_ACCOUNT_FIELDS: Final = ("surface", "account_id", "evidence", "grade", "confidence")
_BIDI: Final = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Directory:
    """Subjects by id and by account."""

    subjects: Mapping[str, Subject]
    by_account: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, subjects: Iterable[Subject]) -> Directory:
        """A directory; a later subject of the same id replaces an earlier one."""
        by_id = {subject.subject_id: subject for subject in subjects}
        accounts = {
            (link.surface, link.account_id): subject.subject_id
            for subject in by_id.values()
            for link in subject.accounts
        }
        return cls(by_id, accounts)

    def holder(self, surface: str, account_id: str, reach: int = 0) -> Subject:
        """The subject that holds an account; an unlinked account is a subject of its own.

        `reach` is what the account itself shows: the larger of it and the imported one counts.
        """
        subject_id = self.by_account.get((surface, account_id))
        if subject_id is None:
            return lone_subject(surface, account_id, reach)
        subject = self.subjects[subject_id]
        return subject if subject.reach >= reach else replace(subject, reach=reach)


def lone_subject(surface: str, account_id: str, reach: int = 0) -> Subject:
    """The one-account subject of an account that nobody linked; its id follows from the account."""
    link = AccountLink(surface, account_id, "the account itself; no other is linked")
    return Subject(derived_id("subject", surface, account_id), (link,), reach=max(0, reach))


def read_subjects(
    lines: Iterable[str | bytes], existing: Iterable[Subject] = ()
) -> tuple[tuple[Subject, ...], tuple[Reject, ...]]:
    """Subjects from JSONL lines, in order, and the records that cannot be used, by line from 1.

    A record of a known subject replaces it as a whole. An account that is another subject's, in this batch or already,
    is a reject: an account has one holder. An account may move in one batch when its old holder's record comes too.
    """
    known = Directory.of(existing)
    parsed: list[tuple[int, Subject]] = []
    rejects: list[Reject] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            parsed.append((number, _subject(number, line)))
        except _BadRecordError as bad:
            rejects.append(bad.reject)
    subjects = _without_conflicts(parsed, known, rejects)
    return subjects, tuple(sorted(rejects, key=lambda reject: reject.line))


def _without_conflicts(
    parsed: list[tuple[int, Subject]], known: Directory, rejects: list[Reject]
) -> tuple[Subject, ...]:
    """One holder for each account, one record for each subject; again when a reject leaves an old record in place."""
    pending = parsed
    while True:
        coming = {subject.subject_id for _, subject in pending}
        good: list[tuple[int, Subject]] = []
        lines: dict[str, int] = {}
        holders: dict[tuple[str, str], str] = {
            account: holder for account, holder in known.by_account.items() if holder not in coming
        }
        for number, subject in pending:
            reject = _conflict(number, subject, lines, holders)
            if reject is not None:
                rejects.append(reject)
                continue
            lines[subject.subject_id] = number
            holders.update({(link.surface, link.account_id): subject.subject_id for link in subject.accounts})
            good.append((number, subject))
        if {subject.subject_id for _, subject in good} == coming:
            return tuple(subject for _, subject in good)
        pending = good


def _conflict(
    number: int, subject: Subject, lines: Mapping[str, int], holders: Mapping[tuple[str, str], str]
) -> Reject | None:
    if subject.subject_id in lines:
        return Reject(
            number,
            "subject_id",
            "one record for each subject",
            subject.subject_id,
            f"line {lines[subject.subject_id]} has this subject already: put all accounts into one record",
        )
    for link in subject.accounts:
        holder = holders.get((link.surface, link.account_id), subject.subject_id)
        if holder != subject.subject_id:
            where = f"line {lines[holder]}" if holder in lines else "an earlier import"
            return Reject(
                number,
                "accounts",
                "an account that no other subject holds",
                f"{link.surface}/{link.account_id}",
                f"{where} gives it to {holder}: an account has one holder",
            )
    return None


class _BadRecordError(Exception):
    """A record that cannot be used; carries its reject."""

    def __init__(self, reject: Reject) -> None:
        super().__init__(reject.field)
        self.reject = reject


def _refuse(line: int, field: str, expected: str, got: Any, hint: str = "") -> NoReturn:
    shown = got if isinstance(got, str) else json.dumps(got, default=str)
    raise _BadRecordError(Reject(line, field, expected, ascii(shown[:80])[1:-1], hint))


def _subject(number: int, line: str | bytes) -> Subject:
    record = _object(number, line)
    _known_fields(number, "", record, _FIELDS)
    subject_id = _identifier(number, "subject_id", record.get("subject_id"))
    accounts = record.get("accounts")
    if not isinstance(accounts, list) or not 1 <= len(accounts) <= MAX_ACCOUNTS:
        _refuse(number, "accounts", f"a list of 1 to {MAX_ACCOUNTS} accounts", accounts)
    links = [_link(number, f"accounts[{place}]", account) for place, account in enumerate(accounts)]
    if len({(link.surface, link.account_id) for link in links}) < len(links):
        _refuse(number, "accounts", "each account once", subject_id, "remove the repeated account")
    reach = record.get("reach", 0)
    if isinstance(reach, bool) or not isinstance(reach, int) or not 0 <= reach <= _MAX_REACH:
        _refuse(number, "reach", "a whole number of followers, 0 or more", reach)
    office = record.get("public_office", False)
    if not isinstance(office, bool):
        _refuse(number, "public_office", "true or false", office)
    return Subject(subject_id, tuple(links), reach, office)


def _object(number: int, line: str | bytes) -> dict[str, Any]:
    """One line as a JSON object. Hostile lines (too long, too deep, repeated keys, no UTF-8) are refused."""
    if len(line) > MAX_LINE:
        _refuse(number, "", f"a line of at most {MAX_LINE} characters", f"{len(line)} characters")
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8") if isinstance(line, bytes) else line
        record = json.loads(text.lstrip("\ufeff"), object_pairs_hook=_no_repeats, parse_constant=_no_constants)
    except UnicodeDecodeError as error:
        _refuse(number, "", "UTF-8 text", f"byte {error.start} is no UTF-8", "save the file as UTF-8")
    except RecursionError:
        _refuse(number, "", "a flat JSON object", "nested too deep")
    except ValueError as error:
        _refuse(number, "", "one JSON object on a line", str(error))
    if not isinstance(record, dict):
        _refuse(number, "", "a JSON object", record)
    return record


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("a key is there twice")
    return record


def _no_constants(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _known_fields(number: int, prefix: str, record: Mapping[str, Any], fields: tuple[str, ...]) -> None:
    for key in record:
        if key not in fields:
            near = get_close_matches(key, fields, n=1)
            hint = f"did you mean {near[0]}?" if near else f"fields are {', '.join(fields)}"
            _refuse(number, f"{prefix}{ascii(key[:40])[1:-1]}", "a field that is known", key, hint)


def _link(number: int, field: str, account: Any) -> AccountLink:
    if not isinstance(account, dict):
        _refuse(number, field, "an object {surface, account_id, evidence, grade, confidence}", account)
    _known_fields(number, f"{field}.", account, _ACCOUNT_FIELDS)
    evidence = account.get("evidence")
    if not isinstance(evidence, str) or not evidence.strip() or len(evidence) > MAX_EVIDENCE:
        _refuse(number, f"{field}.evidence", "words that say how it is known that the account is theirs", evidence)
    if _unsafe(evidence):
        _refuse(number, f"{field}.evidence", "text without control or direction characters", evidence)
    grade = account.get("grade", "")
    if grade != "" and grade not in LINK_GRADES:
        _refuse(number, f"{field}.grade", "one of " + ", ".join(LINK_GRADES), grade)
    sure = account.get("confidence")
    if sure is not None and (isinstance(sure, bool) or not isinstance(sure, int) or not 0 <= sure <= 1000):
        _refuse(number, f"{field}.confidence", "a whole number from 0 to 1000: how sure the link is", sure)
    return AccountLink(
        _identifier(number, f"{field}.surface", account.get("surface")),
        _identifier(number, f"{field}.account_id", account.get("account_id")),
        evidence,
        grade,
        sure,
    )


def _identifier(number: int, field: str, value: Any) -> str:
    if not isinstance(value, str) or not value or value != value.strip() or len(value) > MAX_ID or _unsafe(value):
        expected = f"text of 1 to {MAX_ID} characters, without spaces around it, control or direction characters"
        _refuse(number, field, expected, value)
    return value


def _unsafe(text: str) -> bool:
    """Control characters, bidi overrides and lone surrogates: an id with these can look like another."""
    return any(
        ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or char in _BIDI or "\ud800" <= char <= "\udfff" for char in text
    )
