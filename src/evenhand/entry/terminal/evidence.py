"""A post with its evidence marked, its findings in a few words, strikes as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from evenhand.entry.terminal.text import safe

if TYPE_CHECKING:
    from evenhand.decisions.model import Finding
    from evenhand.detection.model import Post


def highlighted(post: Post, findings: tuple[Finding, ...]) -> Text:
    """The post's own text with mentions and the words relied on marked; control and bidi characters made visible."""
    text = Text()
    marks: dict[int, str] = {}
    for finding in findings:
        for evidence in finding.reading.evidence:
            if evidence.field.value == "text":
                marks.update(dict.fromkeys(range(*evidence.span), "black on yellow"))
        if finding.mention.field.value == "text":
            marks.update(dict.fromkeys(range(*finding.mention.span), "bold white on red"))
    for place, char in enumerate(post.text):
        text.append(safe(char), style=marks.get(place, ""))
    return text


def finding_lines(finding: Finding) -> str:
    """A finding in a few words: who, what, which clause, which designations in force."""
    acts = ", ".join(
        f"{act.authority}/{act.programme}" + (f" since {act.effective}" if act.effective else "")
        for act in finding.designations
        if act.in_force
    )
    clause = finding.clause or "no clause"
    excused = f", excused by {finding.allowance}" if finding.allowance else ""
    stance = f"{finding.reading.stance.value} ({finding.reading.confidence}/1000)"
    return f"  {safe(finding.entity)}: {stance} -> {clause}{excused}\n    in force: {acts or 'nothing'}"


def strikes_table(document: dict[str, Any]) -> Table:
    """The strikes of `enforcement.strikes.strikes_document` as a table."""
    table = Table("judged", "surface", "post", "clause", "counted", "why", title=f"Strikes of {document['subject_id']}")
    for strike in document["strikes"]:
        mark = "[green]yes[/]" if strike["counted"] else "[dim]no[/]"
        table.add_row(
            strike["at"][:10], strike["surface"], safe(strike["post_id"]), strike["clause"], mark, strike["why"]
        )
    return table
