"""The heat map: functions by languages as one SVG in one HTML page, no script. Colours differ in lightness too."""

from __future__ import annotations

from html import escape
from typing import Any, Final

_COLOUR: Final = {"right": "#1b7837", "abstained": "#d9d9d9", "wrong": "#762a83"}
_CELL, _LEFT, _TOP = 34, 230, 40


def heat_map(result: dict[str, Any]) -> str:
    """The SVG: green right, grey abstained, purple wrong; a dot marks a cell that a swap of names flips."""
    langs, names = list(result["languages"]), list(result["functions"])
    width, height = _LEFT + _CELL * len(langs) + 10, _TOP + 18 * len(names) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-label="Right, abstained and wrong by function and language" font-family="sans-serif" font-size="12">'
    ]
    parts += [
        f'<text x="{_LEFT + _CELL * i + _CELL // 2}" y="{_TOP - 10}" text-anchor="middle">{escape(lang)}</text>'
        for i, lang in enumerate(langs)
    ]
    parts += [
        f'<text x="{_LEFT - 8}" y="{_TOP + 18 * i + 13}" text-anchor="end">{escape(name)}</text>'
        for i, name in enumerate(names)
    ]
    for cell in result["cells"]:
        x, y = _LEFT + _CELL * langs.index(cell["lang"]), _TOP + 18 * names.index(cell["function"])
        state = "right" if cell["right"] else "abstained" if cell["answer"] == "abstained" else "wrong"
        title = f"{cell['function']}, {cell['lang']}: {state} ({cell['answer']}), {cell['flips']} flips"
        parts.append(
            f'<rect x="{x + 1}" y="{y + 1}" width="{_CELL - 2}" height="16" fill="{_COLOUR[state]}">'
            f"<title>{escape(title)}</title></rect>"
        )
        if cell["flips"]:
            parts.append(f'<circle cx="{x + _CELL // 2}" cy="{y + 9}" r="3" fill="#000"/>')
    return "\n".join([*parts, "</svg>"])


def page(result: dict[str, Any]) -> str:
    """The whole page: what was run, the heat map, and the table by language."""
    head = "<tr><th>language<th>n<th>right<th>95 %<th>abstained<th>wrong<th>flips of swaps</tr>"
    rows = "".join(_row(lang, found) for lang, found in [*result["languages"].items(), ("all", result["total"])])
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>DOICheck</title>'
        "<style>body{font:15px sans-serif;margin:2rem;max-width:60rem}td,th{padding:.2rem .8rem;text-align:right}</style>"
        f"<h1>DOICheck: {escape(str(result['model']))}</h1><p>{escape(result['suite'])}, {escape(result['suite_digest'])}. "
        "Green right, grey abstained, purple wrong; a dot: swapping the name changes the answer.</p>"
        f"{heat_map(result)}<table>{head}{rows}</table></html>\n"
    )


def _row(name: str, found: dict[str, Any]) -> str:
    share = f"{found['low'] / 10:.1f}–{found['high'] / 10:.1f}"
    return (
        f"<tr><th>{escape(name)}<td>{found['n']}<td>{found['right']}<td>{share}<td>{found['abstained']}"
        f"<td>{found['wrong']}<td>{found['flips']}/{found['swaps']}</tr>"
    )
