"""The data files beside this package, read once: YAML as plain objects, and one digest over all of them.

What the files mean is each reader's own: `scanner` (morphology, context), `language` (words), `stance` (cues).
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import yaml

from evenhand.kernel.canonical import digest, digest_of

CODE_VERSION: Final = "detection/5"  # raise it whenever the same words may be read differently
_FILES: Final = (
    "data/folding.tsv",
    "data/morphology.yml",
    "data/confusables.yml",
    "data/context.yml",
    "data/words.yml",
    "data/profiles.yml",
    "stance/fields.yml",
    "stance/model.bin",
)
_LOADER: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the compiled one reads ten times as fast
CUE_LANGUAGES: Final = ("ar", "en", "es", "fa", "fr", "he", "id", "ru", "tr", "ur")
CUES_BY_SCRIPT: Final = {
    "Latn": ("en", "es", "fr", "id", "tr"),
    "Arab": ("ar", "fa", "ur"),
    "Hebr": ("he",),
    "Cyrl": ("ru",),
}


def read_bytes(path: str) -> bytes:
    """A shipped file's bytes; `path` is relative to this package."""
    return files("evenhand.detection").joinpath(*path.split("/")).read_bytes()


@lru_cache(maxsize=32)
def read_yaml(path: str) -> Any:
    """A shipped YAML file, every scalar as text: the word `no` is a word here, not a truth value."""
    return yaml.load(read_bytes(path), Loader=_LOADER)  # noqa: S506 it makes only text, lists and maps


@lru_cache(maxsize=1)
def models_digest() -> str:
    """The digest of everything the reading depends on: table, rules, words, cues and the code's version."""
    paths = (*_FILES, *(f"stance/cues/{lang}.yml" for lang in CUE_LANGUAGES))
    return digest_of({"code": CODE_VERSION, "files": {path: digest(read_bytes(path)) for path in paths}})
