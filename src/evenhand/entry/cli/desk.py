"""What `review` and `queue` have in common: the desk with its rules from a file, and what was ruled before on the same words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.entry.cli.output import console, safe
from evenhand.kernel.errors import BadInputError, Place

if TYPE_CHECKING:
    from evenhand.bootstrap.platform import Platform
    from evenhand.service.precedents import Precedent
    from evenhand.service.queues import Desk


def tell_precedents(earlier: Sequence[Precedent]) -> None:
    """What persons ruled before on the same words."""
    out = console()
    for each in earlier:
        state = ", overturned on appeal" if each.overturned else ""
        out.print(
            safe(
                f"  the same words were ruled on before ({each.decision_id}, {each.ruled_at.date()}): {each.outcome}"
                f" {each.clause or each.stance}{state}: {each.reason}"
            ),
            markup=False,
        )


def desk_of(platform: Platform, rules: Path | None) -> Desk:
    """What turns are given out by, with the rules of a file."""
    from evenhand.enforcement.queues import rules_of
    from evenhand.service.queues import Desk

    read = rules_of(_yaml(rules), Place(str(rules))) if rules else ()
    return Desk(platform.journal, platform.policies, platform.clock, platform.ids, read)


def _yaml(path: Path) -> object:
    import yaml

    from evenhand.policy.yaml_nodes import MAX_BYTES

    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise BadInputError(f"{path} is longer than queue rules may be", hint=f"at most {MAX_BYTES} bytes")
        if b"&" in data or b"*" in data:  # anchors multiply: a few lines can become gigabytes
            raise BadInputError(f"{path} holds & or *", hint="write queue rules without anchors")
        return yaml.safe_load(data)
    except OSError as error:
        raise BadInputError(f"cannot read {path}: {error.strerror}", hint="give a YAML file of queue rules") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadInputError(
            f"{path} is no YAML: {str(error)[:160]}", hint="- {{name: persian, languages: [fa]}}"
        ) from None
