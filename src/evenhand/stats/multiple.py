"""Many tests at once: adjusted p-values by Bonferroni, Holm, Benjamini-Hochberg and Benjamini-Yekutieli.

Which tests form one family is the caller's to say, and to say aloud.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def _checked(p_values: Sequence[float] | Floats) -> Floats:
    values = np.asarray(p_values, dtype=np.float64)
    if values.ndim != 1 or not ((values >= 0) & (values <= 1)).all():
        raise ValueError("p-values are a flat sequence of numbers from 0 to 1")
    return values


def bonferroni(p_values: Sequence[float] | Floats) -> Floats:
    """Each p times their number, at most 1: holds the family-wise error whatever the dependence."""
    values = _checked(p_values)
    return np.minimum(1.0, values * values.size)


def holm(p_values: Sequence[float] | Floats) -> Floats:
    """Holm 1979: step-down Bonferroni; the same guarantee, never less powerful."""
    values = _checked(p_values)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(values.size, 0, -1)) if values.size else values
    return _in_place(order, np.minimum(1.0, stepped))


def benjamini_hochberg(p_values: Sequence[float] | Floats) -> Floats:
    """Benjamini and Hochberg 1995: holds the false discovery rate of independent or positively dependent tests."""
    return _step_up(_checked(p_values), 1.0)


def benjamini_yekutieli(p_values: Sequence[float] | Floats) -> Floats:
    """Benjamini and Yekutieli 2001: holds the false discovery rate under any dependence."""
    values = _checked(p_values)
    return _step_up(values, float((1 / np.arange(1, values.size + 1)).sum()))


def _step_up(values: Floats, penalty: float) -> Floats:
    order = np.argsort(values, kind="stable")
    ranks = np.arange(1, values.size + 1)
    scaled = values[order] * (values.size * penalty) / ranks
    return _in_place(order, np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1]))


def _in_place(order: npt.NDArray[np.intp], sorted_values: Floats) -> Floats:
    result = np.empty_like(sorted_values)
    result[order] = sorted_values
    return result


CORRECTIONS: Final[dict[str, Callable[[Sequence[float] | Floats], Floats]]] = {
    "bonferroni": bonferroni,
    "holm": holm,
    "benjamini-hochberg": benjamini_hochberg,
    "benjamini-yekutieli": benjamini_yekutieli,
}
