"""What two persons find, and nothing else may: an account is a designated entity's own, an account evades a permanent removal,
a medium belongs in the bank.

One proposes with what it rests on, another confirms; anybody takes it back. Similarity alone is no basis and has no word here.
Pure: recording is `service.confirmations`'.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from evenhand.enforcement.review import MAX_REASON, same_person
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError
from evenhand.kernel.ids import derived_id


class What(StrEnum):
    """What is found."""

    OWN = "own"  # the account is the designated entity's own
    EVADES = "evades"  # the account evades the permanent removal of another
    MEDIA = "media"  # the medium belongs in the bank


# What a finding may rest on. Names, faces, writing and networks that look alike are no basis.
BASES: Final = ("declared_by_holder", "verified_by_authority", "platform_records", "own_publication", "seen_by_persons")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One finding. `target`: `surface/account_id`, or a medium's SHA-256; `about`: the entity (own, media) or the removed
    account (evades); `clause`: what a mechanism would act under.
    """

    confirmation_id: str
    what: What
    target: str
    about: str
    clause: str
    basis: str
    reason: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    withdrawn_at: datetime | None = None

    def stands(self, at: datetime) -> bool:
        """Two persons have found it by then, and nobody took it back."""
        confirmed = self.confirmed_at is not None and self.confirmed_at <= at
        return confirmed and not (self.withdrawn_at is not None and self.withdrawn_at <= at)


def propose(
    what: What, target: str, about: str, clause: str, basis: str, reason: str, person: str, at: datetime
) -> Confirmation:
    """One person's finding, which moves nothing. Raises BadInputError for one without basis, target or reason."""
    if basis not in BASES:
        raise BadInputError(
            f"{basis[:40]!r} is no basis for such a finding: likeness alone proves nothing",
            hint="one of " + ", ".join(BASES),
        )
    if not target.strip() or not about.strip() or not person.strip() or not 0 < len(reason.strip()) <= MAX_REASON:
        raise BadInputError("a finding names what it is on, about whom, by which person and why")
    if what is not What.EVADES and not clause:
        raise BadInputError("a finding names the clause that it is for", hint="--clause doi.t1.presence")
    name = derived_id("confirm", what, target, about, at.isoformat())
    return Confirmation(name, what, target, about, clause, basis, reason, person, at)


def confirm(found: Confirmation, person: str, at: datetime) -> Confirmation:
    """A second person's word. Raises ForbiddenError for who proposed it, ConflictError where there is nothing to confirm."""
    if found.withdrawn_at is not None or found.confirmed_at is not None:
        state = "taken back" if found.withdrawn_at is not None else "confirmed already"
        raise ConflictError(f"{found.confirmation_id} is {state}")
    if not person.strip():
        raise BadInputError("a finding is confirmed by a person", hint="give --as")
    if same_person(person, found.proposed_by):
        raise ForbiddenError("who proposed a finding cannot confirm it", hint="a second person has to")
    return replace(found, confirmed_by=person, confirmed_at=at)


def withdraw(found: Confirmation, at: datetime) -> Confirmation:
    """Take a finding back; one person may, doubt favours the user. Raises ConflictError where it is taken back."""
    if found.withdrawn_at is not None:
        raise ConflictError(f"{found.confirmation_id} is taken back already")
    return replace(found, withdrawn_at=at)
