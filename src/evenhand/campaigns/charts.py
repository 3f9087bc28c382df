"""Small SVG charts as text: bars for counts, with the expected count marked. Deterministic, without script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

_WIDTH: Final = 640
_ROW: Final = 26
_LABEL: Final = 190


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its label, its value, and a mark (an expected value) or None."""

    label: str
    value: float
    mark: float | None = None
    note: str = ""


def bars(title: str, rows: Sequence[Bar]) -> str:
    """A horizontal bar chart. The title is also its description for readers who do not see it."""
    top = max((max(row.value, row.mark or 0) for row in rows), default=0) or 1
    scale = (_WIDTH - _LABEL - 90) / top
    height = _ROW * len(rows) + 34
    label = escape(title, quote=True)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{label}" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<text x="0" y="16" font-weight="bold">{escape(title)}</text>',
    ]
    for number, row in enumerate(rows):
        parts += _row(row, 30 + number * _ROW, scale)
    return "\n".join([*parts, "</svg>"])


def _row(row: Bar, y: int, scale: float) -> list[str]:
    width = row.value * scale
    parts = [
        f'<text x="{_LABEL - 8}" y="{y + 14}" text-anchor="end">{escape(row.label)}</text>',
        f'<rect x="{_LABEL}" y="{y}" width="{width:.1f}" height="18" fill="#33658a"/>',
        f'<text x="{_LABEL + width + 6:.1f}" y="{y + 14}">{_number(row.value)}{escape(row.note)}</text>',
    ]
    if row.mark is not None:
        x = _LABEL + row.mark * scale
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y - 3}" y2="{y + 21}" stroke="#b23a48" stroke-width="3"/>')
    return parts


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.1f}"
