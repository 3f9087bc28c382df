"""Wires the monitor's side: casebook, evidence folder, key file. Loads nothing of the platform's side.

Where things lie: the casebook is `EVENHAND_CASEBOOK` (default `casebook.db`), its evidence is beside it in
`<name>.evidence`, the key is `EVENHAND_CASEBOOK_KEY` (default `evenhand/casebook.key` in the user's configuration
folder), apart from the data.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from evenhand.adapters.capture.folder import FolderEvidence
from evenhand.adapters.casebook import keys
from evenhand.adapters.casebook.store import SqlCasebook
from evenhand.kernel.clock import Clock, SystemClock
from evenhand.kernel.errors import NotFoundError, Place
from evenhand.kernel.ids import Ids, SystemIds
from evenhand.monitor.model import Case
from evenhand.service.monitoring.cases import Casebook


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a casebook, its evidence and its key lie."""

    casebook: Path
    key: Path

    @property
    def evidence(self) -> Path:
        """The folder of evidence files, beside the casebook."""
        return self.casebook.with_name(self.casebook.name + ".evidence")


@dataclass(frozen=True, slots=True)
class Monitor:
    """Everything the monitor's commands need."""

    book: Casebook
    store: SqlCasebook
    files: FolderEvidence
    paths: Paths
    created: bool

    def rotate(self) -> str:
        """Change the key; the new key's id. Interrupted, old and new both stay in the key file: run it again."""
        ids = SystemIds()
        ring = keys.load(self.paths.key, ids).with_new()
        ring.write(self.paths.key)
        self.store.rotate(ring)
        for case in self.store.cases():
            for evidence in case.evidence if isinstance(case, Case) else ():
                if evidence.key:
                    FolderEvidence(self.paths.evidence, ring, ids).reseal(evidence.key, ring)
        ring.only_current().write(self.paths.key)
        return ring.current


def paths(casebook: str = "", key: str = "") -> Paths:
    """The paths that the words or the environment name."""
    configuration = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Paths(
        Path(casebook or os.environ.get("EVENHAND_CASEBOOK") or "casebook.db"),
        Path(key or os.environ.get("EVENHAND_CASEBOOK_KEY") or configuration / "evenhand" / "casebook.key"),
    )


def open_monitor(
    where: Paths, *, create: bool = False, role: str = "monitor", clock: Clock | None = None, ids: Ids | None = None
) -> Monitor:
    """Open a casebook; with `create`, make it and its key where there is neither.

    Raises NotFoundError when there is none, or its key is missing: a key is never made beside a casebook that exists.
    """
    ids = ids or SystemIds()
    new = not where.casebook.exists()
    if new and not create:
        raise NotFoundError(
            "no casebook here",
            hint="evenhand monitor init makes one, and so does cases import",
            place=Place(str(where.casebook)),
        )
    ring = keys.create(where.key, ids) if new and not where.key.exists() else keys.load(where.key, ids)
    store = SqlCasebook.opened(where.casebook, ring)
    files = FolderEvidence(where.evidence, ring, ids)
    return Monitor(Casebook(store, files, clock or SystemClock(), role), store, files, where, new)
