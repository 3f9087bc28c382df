"""The places an organisation is at home or at work in (`places.yml`): words that support a weak name of it nearby.

Reviewed data, not derived from lists: they name addresses of fronts, which say little. How support works is `detection`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import yaml

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def places() -> Mapping[str, tuple[str, ...]]:
    """The words of each entity that has any."""
    data = resources.files("evenhand.designations").joinpath("places.yml").read_bytes()
    found: dict[str, dict[str, None]] = {}
    for group in yaml.load(data, _LOADER):  # noqa: S506 - CSafeLoader is safe; this is our own file
        for name in group["entities"]:
            found.setdefault(f"org:{name}", {}).update(dict.fromkeys(map(str, group["words"])))
    return {entity_id: tuple(words) for entity_id, words in found.items()}
