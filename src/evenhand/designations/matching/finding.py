"""The compiled loops of screening: which words of an index are like a word, and which names share the most weight with a name.

Arrays only; what is put into them is `index`'s, how alike two words are `loops`'s.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.designations.matching.compiling import compiled
from evenhand.designations.matching.loops import word_likeness

LIKE: Final = 0.66  # a word of the index that is less like a word of the query brings no candidate


@compiled
def like_words(word: int, keys: Any, starts: Any, holders: Any, own: Any, seen: Any, mark: int, table: Any) -> Any:
    """The places in `own` of words that share a key and are alike, the most alike first, and how alike they are.

    Words of key k are `holders[starts[k]:starts[k + 1]]`; `seen` holds the mark of the last search that met a word.
    """
    room = 0
    for k in range(keys.size):
        room += starts[keys[k] + 1] - starts[keys[k]]
    places, alike = np.empty(room, np.int32), np.empty(room, np.float32)
    count = 0
    for k in range(keys.size):
        for at in range(starts[keys[k]], starts[keys[k] + 1]):
            place = holders[at]
            if seen[place] == mark:
                continue
            seen[place] = mark
            found = word_likeness(word, own[place], table)
            if found >= LIKE:
                places[count], alike[count] = place, found
                count += 1
    order = np.argsort(-alike[:count], kind="mergesort")
    return places[:count][order], alike[:count][order]


@compiled
def heaviest(
    places: Any, alike: Any, ends: Any, weights: Any, starts: Any, postings: Any, sizes: Any,
    total: Any, seen: Any, mark: int, most: int,
) -> Any:  # fmt: skip
    """The `most` names that share the largest part of both names' weight with a query, in order of their places.

    Words of the index like the query's word w are `places[ends[w - 1]:ends[w]]`, the most alike first; a name counts each
    word of the query once. `total` is all zero before and after; `sizes` are the names' weights.
    """
    touched = np.empty(total.size, np.int32)
    count, begin, whole = 0, 0, 0.0
    for w in range(ends.size):
        whole += weights[w]
        for at in range(begin, ends[w]):
            gain = alike[at] * weights[w]
            for p in range(starts[places[at]], starts[places[at] + 1]):
                name = postings[p]
                if seen[name] == mark + w:
                    continue
                seen[name] = mark + w
                if total[name] == 0.0:
                    touched[count] = name
                    count += 1
                total[name] += gain
        begin = ends[w]
    rank = np.empty(count, np.float32)
    for i in range(count):
        name = touched[i]
        shared = min(total[name], sizes[name])
        rank[i] = shared / (0.5 * min(whole, sizes[name]) + 0.5 * (whole + sizes[name] - shared) + 1e-6)
        total[name] = 0.0
    if count <= most:
        return np.sort(touched[:count])
    cut = np.partition(rank, count - most)[count - most]
    kept = touched[:count][rank >= cut]
    return np.sort(kept[: most + most // 4])
