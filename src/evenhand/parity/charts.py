"""Charts as SVG, drawn by hand: the same figures give the same bytes, nothing is loaded from anywhere.

Dark on light; meaning is carried by shape and words as well as by colour (Okabe-Ito, safe for colour-blind readers). Each
chart has a title and a description for those who listen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor, inf, isfinite, log
from typing import Final

from evenhand.parity.report import Verdict
from evenhand.parity.words import between
from evenhand.stats.intervals import Interval

INK, FAINT, BAND = "#1a1a1a", "#595959", "#e8eef4"
_MINE, _OTHERS = "#0072b2", "#b8c4ce"
COLOURS: Final = {
    Verdict.UNEVEN: "#d55e00",
    Verdict.EVEN: "#0072b2",
    Verdict.CANNOT_TELL: "#767676",
    Verdict.REFUSED: "#767676",
}
_WIDTH, _ROW, _LEFT, _RIGHT = 440, 30, 150, 18  # narrow: on a phone the letters keep their size
_TICKS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class RatioRow:
    """One line of a ratio chart."""

    label: str
    ratio: Interval
    verdict: Verdict


def ratio_chart(title: str, rows: Sequence[RatioRow], tolerance: float) -> str:
    """Ratios with their intervals on a log axis from 1/10 to 10; the band is the tolerance, arrows leave the picture."""
    height = 34 + _ROW * len(rows) + 34
    parts = [_open(title, _describe(rows), height), _band(tolerance, height), *_axis(height)]
    for i, row in enumerate(rows):
        parts += _ratio_row(row, 34 + _ROW * i + _ROW / 2)
    return "".join([*parts, "</svg>"])


def _open(title: str, description: str, height: float) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_n(height)}" role="img" xmlns="http://www.w3.org/2000/svg" font-size="14"'
        f' font-family="system-ui,sans-serif" fill="{INK}"><title>{escape(title)}</title><desc>{escape(description)}</desc>'
    )


def _describe(rows: Sequence[RatioRow]) -> str:
    return "; ".join(f"{row.label}: {between(row.ratio)} times" for row in rows)


def _x(ratio: float) -> float:
    """A ratio's place; beyond the axis it stays at the edge."""
    span = _WIDTH - _LEFT - _RIGHT
    clipped = min(10.0, max(0.1, ratio)) if ratio > 0 else 0.1
    return _LEFT + span * (log(clipped) + log(10)) / (2 * log(10))


def _band(tolerance: float, height: float) -> str:
    left, right = _x(1 / tolerance), _x(tolerance)
    return f'<rect x="{_n(left)}" y="26" width="{_n(right - left)}" height="{_n(height - 60)}" fill="{BAND}"/>'


def _axis(height: float) -> list[str]:
    parts = []
    for tick in _TICKS:
        x, colour = _n(_x(tick)), INK if tick == 1 else "#d0d0d0"
        parts.append(f'<line x1="{x}" x2="{x}" y1="26" y2="{_n(height - 34)}" stroke="{colour}"/>')
        label = f"{tick:g}&#215;" if tick != 1 else "same"
        parts.append(f'<text x="{x}" y="{_n(height - 14)}" text-anchor="middle" fill="{FAINT}">{label}</text>')
    return parts


def _ratio_row(row: RatioRow, y: float) -> list[str]:
    colour = COLOURS[row.verdict]
    low, high = _x(row.ratio.low), _x(row.ratio.high)
    parts = [f'<text x="{_LEFT - 10}" y="{_n(y + 5)}" text-anchor="end">{escape(row.label)}</text>']
    parts.append(f'<line x1="{_n(low)}" x2="{_n(high)}" y1="{_n(y)}" y2="{_n(y)}" stroke="{colour}" stroke-width="2"/>')
    if row.ratio.low < 0.1:
        parts.append(_arrow(low, y, -1, colour))
    if row.ratio.high > 10 or row.ratio.high == inf:
        parts.append(_arrow(high, y, 1, colour))
    if isfinite(row.ratio.estimate):
        parts.append(_mark(row.verdict, _x(row.ratio.estimate), y, colour))
    return parts


def _arrow(x: float, y: float, way: int, colour: str) -> str:
    points = f"{_n(x)},{_n(y)} {_n(x - 8 * way)},{_n(y - 5)} {_n(x - 8 * way)},{_n(y + 5)}"
    return f'<polygon points="{points}" fill="{colour}"/>'


def _mark(verdict: Verdict, x: float, y: float, colour: str) -> str:
    """Uneven is a filled diamond, even a filled circle, cannot tell an open circle."""
    if verdict is Verdict.UNEVEN:
        points = f"{_n(x)},{_n(y - 8)} {_n(x + 8)},{_n(y)} {_n(x)},{_n(y + 8)} {_n(x - 8)},{_n(y)}"
        return f'<polygon points="{points}" fill="{colour}"/>'
    fill = colour if verdict is Verdict.EVEN else "#ffffff"
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="5" fill="{fill}" stroke="{colour}" stroke-width="2"/>'


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage: the share that passed it, of this level and of the others (0..1, None where none reached it)."""

    label: str
    share: float | None
    others: float | None
    named: bool


def stage_chart(title: str, rows: Sequence[StageRow], legend: tuple[str, str]) -> str:
    """Two bars a stage; the stage that is named carries a mark and a word."""
    height = 50 + 46 * len(rows)
    says = "; ".join(f"{row.label}: {_percent(row.share)} against {_percent(row.others)}" for row in rows)
    parts = [_open(title, says, height)]
    for i, (colour, name) in enumerate(zip((_MINE, _OTHERS), legend, strict=True)):
        parts.append(f'<rect x="{_LEFT}" y="{6 + 18 * i}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{_LEFT + 18}" y="{17 + 18 * i}">{escape(name)}</text>')
    for i, row in enumerate(rows):
        y = 50 + 46 * i
        mark = " &#9670;" if row.named else ""
        weight = ' font-weight="bold"' if row.named else ""
        parts.append(f'<text x="{_LEFT - 10}" y="{y + 20}" text-anchor="end"{weight}>{escape(row.label)}{mark}</text>')
        parts += [_bar(y, row.share, _MINE), _bar(y + 17, row.others, _OTHERS)]
    return "".join([*parts, "</svg>"])


def _bar(y: float, share: float | None, colour: str) -> str:
    width = (_WIDTH - _LEFT - 64) * (share or 0.0)
    label = f'<text x="{_n(_LEFT + width + 6)}" y="{_n(y + 13)}" fill="{INK}">{_percent(share)}</text>'
    return f'<rect x="{_LEFT}" y="{_n(y)}" width="{_n(width)}" height="15" fill="{colour}"/>{label}'


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{100 * share:.1f} %"


def _n(value: float) -> str:
    """A coordinate: one decimal, no trailing zero, so that bytes do not depend on the last digits of a float."""
    return f"{floor(value * 10 + 0.5) / 10:g}"
