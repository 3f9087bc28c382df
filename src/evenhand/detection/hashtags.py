"""Names written together with other words in hashtags and handles: `#FreeXYZnow`, `@xyz_media`.

A part counts only where it begins and ends at a seam: a change of case or of letters to digits, the edge of the tag, or
next to words that are known to be written there (`data/context.yml`). Never a blind substring.
"""

from __future__ import annotations

from functools import lru_cache

from evenhand.detection.folding import fold
from evenhand.detection.resources import read_yaml

_LONGEST_TAG = 80
_LONGEST_AFFIXES = 20
_MOST_SEAMS = 20


@lru_cache(maxsize=1)
def _affixes() -> tuple[frozenset[str], frozenset[str]]:
    words = read_yaml("data/context.yml")["affixes"]
    return frozenset(fold(w) for w in words["before"]), frozenset(fold(w) for w in words["after"])


@lru_cache(maxsize=2)
def affixes(side: int) -> frozenset[str]:
    """Every text of one or two known words before (0) or after (1) a name."""
    known = _affixes()[side]
    return known | {one + other for one in known for other in known if len(one) >= 2 and len(other) >= 2}


def seams(raw: str) -> list[int]:
    """The places inside a tag where a word may begin or end, both edges included."""
    places = [0]
    for i in range(1, len(raw)):
        before, here = raw[i - 1], raw[i]
        rises = here.isupper() and not before.isupper()
        run_ends = before.isupper() and not here.isupper() and i >= 2 and raw[i - 2].isupper()
        last_of_run = here.isupper() and before.isupper() and i + 1 < len(raw) and raw[i + 1].islower()
        if rises or run_ends or last_of_run or before.isdigit() != here.isdigit() or here == "_" or before == "_":
            places.append(i)
    return [*places, len(raw)]


@lru_cache(maxsize=16384)
def parts(raw: str) -> tuple[tuple[int, int, str], ...]:
    """The parts of a tag that may be a name: (start, end, folded), longest first. `raw` is the tag without its sign.

    A tag of more than 80 letters or with more seams than any word has is read only as a whole.
    """
    if not raw or len(raw) > _LONGEST_TAG:
        return ()
    places = seams(raw)
    if len(places) > _MOST_SEAMS:
        places = [0, len(raw)]
    reach = min(len(raw), _LONGEST_AFFIXES)
    starts = {*places, *(i for i in range(1, reach) if _is_affixes(fold(raw[:i]), 0))}
    ends = {*places, *(i for i in range(len(raw) - reach + 1, len(raw)) if _is_affixes(fold(raw[i:]), 1))}
    spans = sorted(
        ((a, b) for a in starts for b in ends if b - a >= 3 and "_" not in (raw[a], raw[b - 1])),
        key=lambda s: (s[0] - s[1], s[0]),
    )
    return tuple((a, b, fold(raw[a:b]).replace(" ", "").replace("'", "")) for a, b in spans)


def _is_affixes(text: str, side: int) -> bool:
    """Whether a piece is one or two known words."""
    return text.replace(" ", "") in affixes(side)
