"""What the monitor's use cases need of the outside world. `adapters.casebook` and `adapters.capture` fulfil it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from evenhand.monitor.model import Case, CasebookError


class CaseStore(Protocol):
    """Cases under encryption."""

    def put(self, cases: Sequence[Case]) -> None:
        """Store or replace cases in one transaction."""
        ...

    def get(self, case_id: str) -> Case | None:
        """One case, None when there is none. Raises BadInputError when its record was tampered with."""
        ...

    def cases(self) -> Iterator[Case | CasebookError]:
        """All cases, ordered by their id; a record that does not open comes as an error and the rest go on."""
        ...

    def forget(self, case_id: str, at: datetime) -> None:
        """Delete a case; only the fact that this id was withdrawn stays, so that no import brings it back."""
        ...

    def forgotten(self, case_id: str) -> bool:
        """Whether this id was withdrawn."""
        ...


@dataclass(frozen=True, slots=True)
class Taken:
    """An evidence file as the store took it: SHA-256 of its plain bytes, size in bytes, and the key it lies under."""

    sha256: str
    size: int
    name: str
    key: str


class EvidenceStore(Protocol):
    """Evidence files, sealed or as they are."""

    def take(self, path: Path, *, sealed: bool) -> Taken:
        """Copy a file in. Raises BadInputError for what is no plain file, cannot be read or is too large."""
        ...

    def sha256(self, key: str) -> str | None:
        """The SHA-256 of a held file's plain bytes, read again; None when it is gone.

        Raises BadInputError if a sealed file was changed.
        """
        ...

    def read(self, key: str) -> Iterator[bytes]:
        """A held file's plain bytes."""
        ...

    def remove(self, key: str) -> None:
        """Delete a held file; nothing when it is gone."""
        ...
