"""The brief: what is recorded, in one page a reader can check. Markdown and HTML say the same, from the same blocks.

Nothing is decided here and no figure is rounded into certainty: each claim stands with its claimant, each denial beside
it, and the day something occurred apart from the day it was reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from evenhand.campaigns.charts import Bar, bars
from evenhand.campaigns.model import Actor, Archive, Claim, Position, Series, Source, Span, Tlp
from evenhand.campaigns.surge import Surge

_TLP_ORDER = list(Tlp)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with sentences, a table and charts, in that order; each part may be empty."""

    heading: str
    sentences: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    charts: tuple[str, ...] = ()


def blocks(records: Archive, surges: Sequence[Surge]) -> tuple[Block, ...]:
    """The brief's parts, in reading order; parts without records are left out."""
    found = [_incidents(records), _series(records, surges), _surges(surges), _claims(records), _relations(records)]
    found += [_actors(records), _sources(records)]
    return tuple(block for block in found if block.rows or block.sentences)


def marking(records: Archive) -> Tlp:
    """The strictest marking of anything in the brief."""
    kinds = (records.sources, records.incidents, records.actors, records.claims, records.relations, records.series)
    return max((record.tlp for kind in kinds for record in kind), key=_TLP_ORDER.index, default=Tlp.CLEAR)


def span_text(span: Span) -> str:
    """`2023-12 (month)`, `2023-12-01 to 2023-12-10`, `unknown`."""
    if span.start is None and span.end is None:
        return "unknown"
    start = span.start.isoformat() if span.start else "?"
    end = span.end.isoformat() if span.end else "?"
    days = start if start == end else f"{start} to {end}"
    return days if span.precision == "day" else f"{days} (known to the {span.precision.value})"


def _day(day: object) -> str:
    return str(day) if day is not None else "not on record"


def _incidents(records: Archive) -> Block:
    rows = tuple(
        (
            one.title,
            span_text(one.occurred),
            _day(one.detected),
            _day(one.reported),
            ", ".join(_country(code) for code in one.countries),
            ", ".join(one.channels),
            one.analyst,
        )
        for one in sorted(records.incidents, key=lambda one: (str(one.occurred.start or ""), one.incident_id))
    )
    head = ("incident", "occurred", "detected", "reported", "countries", "channels", "counted by")
    return Block("What happened", tuple(one.summary for one in records.incidents if one.summary), head, rows)


_COUNTRIES = {"AE": "United Arab Emirates", "CA": "Canada", "GB": "United Kingdom"}


def _country(code: str) -> str:
    return f"{_COUNTRIES[code]} ({code})" if code in _COUNTRIES else code


def _bucket_label(start: object, end: object) -> str:
    first, last = str(start), str(end)
    if first.endswith("-01-01") and last == first[:4] + "-12-31":
        return first[:4]
    return (
        first[:7] if first.endswith("-01") and first[:7] == last[:7] and int(last[8:]) >= 28 else f"{first} to {last}"
    )


def _series(records: Archive, surges: Sequence[Surge]) -> Block:
    expected = {(one.series, one.month): one.expected for one in surges}
    rows: list[tuple[str, ...]] = []
    charts: list[str] = []
    for one in records.series:
        lines = [_bucket_label(bucket.start, bucket.end) for bucket in one.buckets]
        rows += [
            (one.title, one.analyst, label, str(bucket.count), "level" if one.level else "count")
            for label, bucket in zip(lines, one.buckets, strict=True)
        ]
        charts.append(_chart(one, lines, expected))
    sentences = ("Each analyst's figures stand alone: two analysts count different things and are never added up.",)
    head = ("series", "analyst", "period", "figure", "kind")
    return Block("Counts", sentences if rows else (), head, tuple(rows), tuple(charts))


def _chart(series: Series, labels: Sequence[str], expected: dict[tuple[str, str], float]) -> str:
    return bars(
        f"{series.title} ({series.analyst})",
        [
            Bar(label, bucket.count, None if series.level else expected.get((series.series_id, str(bucket.start)[:7])))
            for label, bucket in zip(labels, series.buckets, strict=True)
        ],
    )


def _surges(surges: Sequence[Surge]) -> Block:
    rows = tuple(
        (
            one.title,
            one.month,
            str(one.count),
            f"{one.expected:.2f}",
            f"{one.ratio:.1f} ({one.ratio_low:.1f} to {one.ratio_high:.1f})",
            f"{one.p:.2g}",
            f"{one.q:.2g}",
            str(one.corrected_for),
            "surge" if one.surge else "no surge shown",
        )
        for one in surges
        if one.surge or len(surges) <= 12
    )
    sentences = (
        (
            "Expected from earlier periods only; p is the larger of the exact Poisson and the negative binomial test; "
            "q is corrected for every month that could have been picked out afterwards; the interval is 95 %.",
        )
        if rows
        else ()
    )
    head = ("series", "month", "count", "expected", "times expected (interval)", "p", "q", "months corrected for", "")
    return Block("Surges", sentences, head, rows)


def _claims(records: Archive) -> Block:
    names = {actor.actor_id: actor.names[0].name for actor in records.actors}
    names |= {one.incident_id: one.title for one in records.incidents}

    def row(claim: Claim) -> tuple[str, ...]:
        return (
            names.get(claim.subject, claim.subject),
            names.get(claim.actor, claim.actor),
            "DENIES" if claim.position is Position.DENIES else "asserts",
            claim.claimant,
            claim.likelihood.value.replace("_", " ") if claim.likelihood else "no word given",
            claim.confidence.value if claim.confidence else "not stated",
            _day(claim.made),
            claim.statement,
        )

    head = ("about", "who is meant", "claim", "claimant", "likelihood (ICD 203)", "confidence", "made", "statement")
    sentences = ("Claims compete; a denial is a claim like any other. None of them acts on any account.",)
    rows = tuple(map(row, records.claims))
    return Block("Who is said to be behind it, and who denies it", sentences if rows else (), head, rows)


def _relations(records: Archive) -> Block:
    rows = tuple(
        (
            one.from_id,
            one.link.value.replace("_", " "),
            one.to_id,
            span_text(one.span),
            ", ".join(one.contested_by) or "nobody on record",
        )
        for one in records.relations
    )
    return Block("Relations", (), ("from", "relation", "to", "when", "contested by"), rows)


def _actors(records: Archive) -> Block:
    def row(actor: Actor) -> tuple[str, ...]:
        return actor.actor_id, "; ".join(f"{name.name} (says {name.source})" for name in actor.names)

    shown = records.actors if len(records.actors) <= 50 else ()
    return Block("Actors", (), ("actor", "names, and who gives them"), tuple(map(row, shown)))


def _sources(records: Archive) -> Block:
    def row(source: Source) -> tuple[str, ...]:
        grade = f"{source.reliability}{source.credibility}"
        return source.source_id, source.title, source.publisher, _day(source.published), grade, source.url

    head = ("id", "title", "publisher", "published", "grade (admiralty scale)", "address")
    return Block("Sources", (), head, tuple(map(row, records.sources)))


def as_markdown(parts: Sequence[Block], tlp: Tlp) -> str:
    """The brief as Markdown; charts are left to the HTML."""
    lines = ["# Campaign brief", "", f"TLP:{tlp.value.upper()}", ""]
    for block in parts:
        lines += [f"## {block.heading}", ""]
        lines += [line for sentence in block.sentences for line in (_cell(sentence), "")]
        if block.rows:
            lines += ["| " + " | ".join(block.head) + " |", "|" + " --- |" * len(block.head)]
            lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in block.rows]
            lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Text that cannot break out of its cell or become markup."""
    flat = " ".join(_visible(text).split())
    return flat.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("[", "\\[").replace("`", "\\`")


def _visible(text: str) -> str:
    """Control characters and bidi overrides are shown, not obeyed."""
    return "".join(
        f"\\u{ord(char):04x}"
        if (ord(char) < 32 and char not in "\t\n") or char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        else char
        for char in text
    )


def as_html(parts: Sequence[Block], tlp: Tlp) -> str:
    """The brief as one HTML page with its charts inside: no script, nothing loaded from anywhere."""
    body = [f"<h1>Campaign brief</h1>\n<p><strong>TLP:{escape(tlp.value.upper())}</strong></p>"]
    for block in parts:
        body.append(f"<h2>{escape(block.heading)}</h2>")
        body += [f"<p>{escape(_visible(sentence))}</p>" for sentence in block.sentences]
        body += [f"<figure>{chart}</figure>" for chart in block.charts]
        if block.rows:
            head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in block.head)
            body.append(f"<table><thead><tr>{head}</tr></thead><tbody>")
            body += [
                "<tr>" + "".join(f'<td dir="auto">{escape(_visible(cell))}</td>' for cell in row) + "</tr>"
                for row in block.rows
            ]
            body.append("</tbody></table>")
    style = (
        "body{font-family:sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;line-height:1.45}"
        "table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #999;padding:.3rem .5rem;"
        "text-align:left;vertical-align:top}figure{margin:1rem 0;overflow-x:auto}"
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Campaign brief</title>'
        '<meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; style-src 'unsafe-inline'\"><style>{style}</style></head><body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )
