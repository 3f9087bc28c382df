"""Do people agree beyond chance? Krippendorff's alpha for unordered labels; missing labels are allowed.

K. Krippendorff, Content Analysis (2019), chapter 12: alpha = 1 - observed / expected disagreement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence


def krippendorff_nominal(units: Iterable[Sequence[str | None]]) -> float | None:
    """Alpha over units, each the labels its coders gave (None where one gave none): 1 agreement, 0 chance.

    None when it cannot be said: no unit has two labels, or one label is all that was ever given.
    """
    observed = 0.0
    totals: Counter[str] = Counter()
    for unit in units:
        labels = Counter(label for label in unit if label is not None)
        coders = labels.total()
        if coders < 2:
            continue
        totals.update(labels)
        for one, count in labels.items():
            for other, others in labels.items():
                if one != other:
                    observed += count * others / (coders - 1)
    n = totals.total()
    expected = n * n - sum(count * count for count in totals.values())
    if n < 2 or not expected:
        return None
    return 1 - (n - 1) * observed / expected
