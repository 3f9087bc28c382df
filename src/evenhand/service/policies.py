"""Which policies there are: the versions that ship and the files that are named. What a policy says is `policy`'s."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from evenhand.kernel.clock import format_instant
from evenhand.kernel.errors import BadInputError, NotFoundError
from evenhand.policy.cases import CaseResult, run_cases
from evenhand.policy.diagnostics import Diagnostic, did_you_mean
from evenhand.policy.loading import Loaded, load, load_or_raise
from evenhand.policy.model import Policy
from evenhand.policy.versions import live_on, shipped
from evenhand.policy.yaml_nodes import MAX_BYTES


def known_policies(extra: Sequence[Path] = ()) -> tuple[Policy, ...]:
    """Every version that ships, and those of the files named. A file replaces a shipped version of the same id and
    version. Raises BadInputError for a file that is no policy.
    """
    known = {policy.ref: policy for policy in shipped()}
    for path in extra:
        policy = load_or_raise(read_policy_file(path), str(path))
        known[policy.ref] = policy
    return tuple(known.values())


def live_policies(at: datetime, extra: Sequence[Path] = ()) -> list[Policy]:
    """The newest version of every policy that is live at an instant (its day in UTC), by id."""
    return list(live_on(known_policies(extra), at.date()))


def policy_by_ref(ref: str, extra: Sequence[Path] = ()) -> Policy:
    """`doi@2024-02-08`, or the path of a policy file. Raises NotFoundError, BadInputError."""
    for policy in known_policies(extra):
        if policy.ref == ref:
            return policy
    if ref.endswith((".yml", ".yaml")):
        return load_or_raise(read_policy_file(Path(ref)), ref)
    refs = [policy.ref for policy in known_policies(extra)]
    hint = did_you_mean(ref, refs, "known: " + ", ".join(refs))
    raise NotFoundError(f"no policy {ref[:80]}", hint=f"{hint}; or give the path of a policy file")


def policies_for(ref: str, at: datetime, extra: Sequence[Path] = ()) -> list[Policy]:
    """The one named, else every live one at the instant. Raises NotFoundError when none is live."""
    if ref:
        return [policy_by_ref(ref, extra)]
    live = live_policies(at, extra)
    if not live:
        first = min(policy.live_from for policy in known_policies(extra))
        hint = f"the first version is live from {first.isoformat()}; name one with --policy ID@VERSION"
        raise NotFoundError(f"no policy is live at {format_instant(at)}", hint=hint)
    return live


def read_policy_file(path: Path) -> bytes:
    """The bytes of a policy file, never more than a policy may have. Raises BadInputError."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInputError(f"cannot read {path}: {error.strerror}", hint="give the path of a policy file") from None


@dataclass(frozen=True, slots=True)
class Tested:
    """What `policy check` and `policy test` found in one file."""

    name: str
    policy: Policy | None
    diagnostics: tuple[Diagnostic, ...]
    cases: tuple[CaseResult, ...]

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The inline cases that came out otherwise."""
        return tuple(case for case in self.cases if not case.passed)


def check_file(path: Path) -> Tested:
    """Read one file and say everything that is wrong with it. Raises BadInputError when it cannot be read at all."""
    return _tested(str(path), load(read_policy_file(path)), run=False)


def run_policy_cases(ref: str) -> Tested:
    """Run the inline cases of a file, or of a shipped version by its ref."""
    for policy in shipped():
        if policy.ref == ref:
            return _tested(ref, Loaded(policy, ()), run=True)
    return _tested(ref, load(read_policy_file(Path(ref))), run=True)


def _tested(name: str, loaded: Loaded, *, run: bool) -> Tested:
    cases = run_cases(loaded.policy) if run and loaded.policy is not None else ()
    return Tested(name, loaded.policy, loaded.diagnostics, cases)
