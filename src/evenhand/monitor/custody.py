"""The chain of custody of a case: append-only links, each hashed over itself and the one before.

It shows that what is held is what was received, as long as the head was noted elsewhere: who holds the key could
write a new chain. `head_of` gives the one digest over all cases to note (a mail, a notary, a newspaper). Files are
re-hashed by the service.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from evenhand.kernel.canonical import digest_of, plain
from evenhand.monitor.model import Case, Link

START = "sha256:" + "0" * 64


def content_digest(case: Case) -> str:
    """The digest of what the case says, without its custody (which holds this digest) and without where files lie."""
    held = tuple(replace(evidence, key="") for evidence in case.evidence)
    return digest_of(replace(case, evidence=held, custody=()))


def extend(case: Case, *, at: datetime, role: str, act: str, subject: str, digest: str, note: str = "") -> Case:
    """The case with one link more."""
    previous = case.custody[-1].hash if case.custody else START
    link = Link(len(case.custody), at, role, act, subject, digest, note, previous, "")
    return replace(case, custody=(*case.custody, replace(link, hash=_hash(link))))


def seal_content(case: Case, *, at: datetime, role: str, act: str, note: str = "") -> Case:
    """Record that the case now says what it says; nothing when the last such link says the same."""
    digest = content_digest(case)
    return (
        case
        if _noted_content(case) == digest
        else extend(case, at=at, role=role, act=act, subject="case", digest=digest, note=note)
    )


def broken(case: Case) -> list[str]:
    """What is wrong with the chain, in words; empty when it holds and its last word is what the case says now."""
    problems = []
    previous = START
    for place, link in enumerate(case.custody):
        if link.seq != place:
            problems.append(f"link {place} says it is number {link.seq}")
        if link.previous != previous:
            problems.append(f"link {place} does not follow the one before it")
        if link.hash != _hash(link):
            problems.append(f"link {place} was changed after it was written")
        previous = link.hash
    if not case.custody:
        problems.append("no custody is recorded")
    elif _noted_content(case) != content_digest(case):
        problems.append("the case says something else than when it was last recorded")
    problems += [
        f"evidence {evidence.sha256[:12]} has no link that says where it came from"
        for evidence in case.evidence
        if evidence.sha256 not in {link.subject for link in case.custody}
    ]
    return problems


def head_of(cases: Iterable[Case]) -> str:
    """One digest over the heads of all chains, whatever their order: note it elsewhere to be able to show it later."""
    return digest_of(sorted((case.case_id, case.custody[-1].hash if case.custody else START) for case in cases))


def _noted_content(case: Case) -> str:
    return next((link.digest for link in reversed(case.custody) if link.subject == "case"), "")


def _hash(link: Link) -> str:
    fields = plain(link)
    del fields["hash"]
    return digest_of(fields)
