"""Act one, the platform: lists, posts, review, strikes, the disablement on both surfaces, its statement, an appeal, the log.

Every step calls the same use cases as the commands do; the folder it leaves is a workspace they go on with.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.detection.model import Post
from evenhand.enforcement.model import Ruling, RungReached
from evenhand.enforcement.strikes import strikes_document
from evenhand.entry.demo.reviewers import Session, review_all
from evenhand.entry.demo.surfaces import Surfaces
from evenhand.entry.demo.telling import Teller
from evenhand.entry.demo.world import FILES, START, Wave, World, file_bytes, load_world
from evenhand.entry.terminal.evidence import finding_lines, highlighted, strikes_table
from evenhand.kernel.clock import FixedClock
from evenhand.service import appeals
from evenhand.service.batches import batch_of, check_row, posts_of
from evenhand.service.deliver import deliver_due, sequence_all
from evenhand.service.enforce import Tally, enforce
from evenhand.service.ledger import verify
from evenhand.service.lists import import_list, list_status
from evenhand.service.review import open_review, queue
from evenhand.service.statements import public_statement_on, statement_on
from evenhand.service.subjects import directory, import_subjects, strikes_of, subject_named
from evenhand.statements.rendering import render

PRESIDENT: Final = "subject-valdane"
STATEMENTS: Final = ("statement.txt", "statement.html", "public-statement.txt")
ACCOUNTS: Final = (("agora", "ag-1001"), ("pictogram", "pg-2001"))
ABOUT: Final = (
    "A president with five million followers posts on two networks of one company, Plaza. Everybody here is invented; the "
    "official lists are real. Which posts, which clause, which strikes? Every answer below is derived from the record."
)


@dataclass(slots=True)
class Stage:
    """What the steps share."""

    teller: Teller
    folder: Path
    world: World
    clock: FixedClock
    platform: Platform
    surfaces: Surfaces = field(default_factory=Surfaces)
    upheld: list[Ruling] = field(default_factory=list)


def play(teller: Teller, folder: Path) -> None:
    """Tell the act, leaving a workspace in `folder` (which is made anew)."""
    teller.act("Act one: the platform", ABOUT)
    clock = FixedClock(START)
    lay_out(folder)
    platform = open_platform(str(folder / "evenhand.db"), clock=clock, create=True)
    stage = Stage(teller, folder, load_world(), clock, platform)
    write_posts(folder / "posts.jsonl", stage.world.posts)
    show_lists(stage)
    examine_and_judge(stage)
    show_strikes(stage)
    show_statement(stage)
    show_appeal(stage)
    show_ledger(stage)


def lay_out(folder: Path) -> None:
    """An empty folder with the world's files in it. A folder that is not a demo's is not touched."""
    if folder.exists() and any(folder.iterdir()) and not (folder / "groups.yml").exists():
        from evenhand.kernel.errors import ConflictError

        raise ConflictError(f"{folder} is there and is no demo's", hint="run the demo in another folder")
    shutil.rmtree(folder, ignore_errors=True)
    for name in FILES:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file_bytes(name))


def write_posts(path: Path, posts: Sequence[dict[str, Any]]) -> None:
    """The posts as JSONL, for the commands to try next."""
    path.write_bytes(b"".join(orjson.dumps(post) + b"\n" for post in posts))


def show_lists(stage: Stage) -> None:
    """The bundled official lists, and two imports: an invented sanctions list and the operator's own."""
    teller, platform = stage.teller, stage.platform
    teller.step("The lists")
    import_list(platform.lists, stage.clock, "us-ofac-sdn", stage.folder / "sanctions", observed_at=START)
    import_list(platform.lists, stage.clock, "platform", stage.folder / "groups.yml", observed_at=START)
    with (stage.folder / "subjects.jsonl").open("rb") as lines:
        import_subjects(platform.journal, stage.clock, lines)
    rows = [
        [
            s.source,
            s.publisher,
            s.counts["records"],
            s.counts["aliases"],
            s.counts["acts"],
            _age(s.age_days),
            "yes" if s.bundled else "",
        ]
        for s in list_status(platform.lists, stage.clock)
        if s.newest
    ]
    teller.table(["list", "publisher", "entities", "aliases", "acts", "age", "bundled"], rows)
    teller.say(
        "us-ofac-sdn here is an invented list of four: it names the president, an airline, a bank and a ship. Its programme "
        "is in no tier map, so being on it counts for nothing: he can only be penalised for what he posts."
    )


def _age(days: int | None) -> str:
    return "" if days is None else "today" if days == 0 else f"{days} days"


def examine_and_judge(stage: Stage) -> None:
    """Wave by wave: examine and record, then the recorded reviewers decide what waits, then actions are carried out."""
    teller = stage.teller
    teller.step(f"{len(stage.world.posts)} posts in ten languages are examined, and persons decide")
    rows, languages = [], Counter[str]()
    with teller.progress("posts", len(stage.world.posts)) as advance:
        for number, wave in enumerate(stage.world.waves, 1):
            stage.clock.set(wave.judged_at)
            tally = enforce_wave(stage, wave, languages)
            if number == 1:
                picture = _queue_picture(stage)
            session = review_all(stage.platform, stage.clock, wave.labels)
            stage.upheld += session.upheld
            deliver_due(stage.platform.journal, stage.surfaces, stage.clock)
            rows.append(_wave_row(wave, tally, session))
            advance(len(wave.posts))
    headings = ["judged on", "posts", "name a group", "to a person", "automatic", "upheld", "dismissed", "by two"]
    teller.table(headings, rows)
    teller.say("By language: " + ", ".join(f"{lang} {count}" for lang, count in sorted(languages.items())))
    teller.say(
        "Words alone never act: every one of these went to a person. The review queue of the first day, evidence marked:"
    )
    for drawn in picture:
        teller.show(drawn)


def enforce_wave(stage: Stage, wave: Wave, languages: Counter[str]) -> Tally:
    """Examine and record one wave's posts."""
    rows = [check_row(post, line) for line, post in enumerate(wave.posts, 1)]
    posts: list[Post] = list(posts_of(batch_of([row for row in rows if isinstance(row, dict)])))
    languages.update(post.lang for post in posts)
    tally = Tally()
    journal = stage.platform.journal
    examiner = stage.platform.examiner("", wave.judged_at)
    for _ in enforce([posts], examiner, journal, stage.clock, directory(journal), tally):
        pass
    sequence_all(journal)
    return tally


def _wave_row(wave: Wave, tally: Tally, session: Session) -> list[Any]:
    routes = tally.routes
    return [
        wave.judged_at.date(),
        tally.posts,
        tally.recorded,
        routes.get("review", 0),
        routes.get("automatic", 0),
        len(session.upheld),
        session.dismissed,
        session.two_person,
    ]


def _queue_picture(stage: Stage) -> list[Any]:
    drawn: list[Any] = []
    platform = stage.platform
    for item in queue(platform.journal, platform.policies)[:4]:
        made = open_review(platform.journal, platform.policies, item.item_id).made
        persons = f"{item.persons_needed} person{'s' if item.persons_needed > 1 else ''}"
        drawn.append(f"[dim]{item.priority:>4}  {item.surface}  {item.lang}  needs {persons}[/]")
        drawn.append(highlighted(made.post, made.decision.findings))
        drawn += [finding_lines(finding) for finding in made.decision.findings if finding.violating][:1]
    return drawn


def show_strikes(stage: Stage) -> None:
    """The president's strikes with their rungs, and what stands on both surfaces."""
    teller = stage.teller
    teller.step("Strikes, recomputed from the record, and the rungs they reached")
    state, _ = strikes_of(
        stage.platform.journal,
        stage.platform.policies,
        subject_named(stage.platform.journal, PRESIDENT),
        stage.clock.now(),
    )
    document = strikes_document(state)
    teller.show(strikes_table(document))
    rows = [
        [r["starts_at"][:10], r["track"], r["words"], _until(rung)]
        for r, rung in zip(document["rungs"], state.rungs, strict=True)
    ]
    teller.table(["from", "track", "rung", "until"], rows)
    _show_surfaces(stage, "The accounts now:")


def _until(rung: RungReached) -> str:
    return rung.ends_at.date().isoformat() if rung.ends_at else "no end"


def _show_surfaces(stage: Stage, title: str) -> None:
    stage.teller.say(title)
    for surface, account_id in ACCOUNTS:
        stage.teller.say(
            f"  {surface:<10} {account_id}  {stage.surfaces.standing(surface, account_id, stage.clock.now())}"
        )


def show_statement(stage: Stage) -> None:
    """The statement of reasons on the disablement, in full, and the public one."""
    teller, journal = stage.teller, stage.platform.journal
    decision_id = _last_ruling(stage).decision_id
    text = render(statement_on(journal, decision_id), "text")
    public = render(public_statement_on(journal, stage.platform.policies, decision_id), "text")
    (stage.folder / "statement.txt").write_text(text, encoding="utf-8")
    html = render(statement_on(journal, decision_id), "html")
    (stage.folder / "statement.html").write_text(html, encoding="utf-8")
    (stage.folder / "public-statement.txt").write_text(public, encoding="utf-8")
    teller.step(
        "The statement of reasons that the holder gets: every post, quote, clause, version, designation and strike"
    )
    teller.say(text, drawn=False)
    teller.draw("\n".join(line for line in text.splitlines()[25:52] if line) + "\n  … and so on for each of the posts")
    teller.step("The public statement, because he holds public office")
    teller.say(public, drawn=False)
    teller.say(f"All three are in the folder: {', '.join(STATEMENTS)}")


def _last_ruling(stage: Stage) -> Ruling:
    return [ruling for ruling in stage.upheld if ruling.subject_id == PRESIDENT][-1]


def show_appeal(stage: Stage) -> None:
    """The appeal against the last ruling, decided by new persons, one of them invited, and what it takes back."""
    teller, platform, script = stage.teller, stage.platform, stage.world.appeal
    teller.step("An appeal")
    ruling = _last_ruling(stage)
    stage.clock.set(ruling.ruled_at.replace(day=ruling.ruled_at.day + 1))
    appeal = appeals.file(platform.journal, platform.policies, stage.clock, ruling.decision_id, script.statement)
    teller.say(f"The holder: “{script.statement}”")
    stage.clock.set(ruling.ruled_at.replace(day=ruling.ruled_at.day + 2))

    def word(person: str) -> appeals.AppealDecided:
        return appeals.decide(
            platform.journal,
            platform.policies,
            stage.clock,
            appeal.appeal_id,
            person=person,
            outcome=script.outcome,
            reason=script.reason,
        )

    word(script.person)
    teller.say(
        "Two persons decided on him, so two new ones have to; a team of three has one, who says: " + script.outcome
    )
    why = "of three reviewers, two had decided"
    appeals.invite(
        platform.journal, stage.clock, appeal.appeal_id,
        person=script.outside, body=script.body, reason=why, by=script.person,
    )  # fmt: skip
    decided = word(script.outside)
    teller.good(f"decided with one from outside, {script.body}: {decided.appeal.outcome}. {script.reason}")
    deliver_due(platform.journal, stage.surfaces, stage.clock)
    if decided.consequence:
        for action in decided.consequence.actions:
            teller.say(f"  {action.kind.value} on {action.surface}: {action.reason}")
        counted = sum(strike.counted for strike in decided.consequence.after.strikes if strike.track == "standard")
        teller.say(
            f"Strikes that count on the standard track now: {counted}. Exactly the penalty of that one strike is gone:"
        )
    _show_surfaces(stage, "the earlier ones stand until they end by themselves.")


def show_ledger(stage: Stage) -> None:
    """The log verifies; on a copy in which one byte was changed it does not."""
    teller, platform = stage.teller, stage.platform
    teller.step("The ledger: it verifies, and a copy with one byte changed does not")
    answer = verify(platform.journal, platform.vkey)
    teller.good(f"{answer.size} entries, root {answer.root[:16]}…: every commitment, hash and signature holds")
    copy = stage.folder / "tampered.db"
    with (
        closing(sqlite3.connect(platform.engine.url.database or "")) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        found = target.execute(
            "SELECT event_id, payload FROM events WHERE kind = 'ruling.made' AND payload LIKE '%glorification%' LIMIT 1"
        ).fetchone()
        event_id, payload = found
        changed = payload.replace("glorification", "glorificatioN", 1)
        target.execute("UPDATE events SET payload = ? WHERE event_id = ?", (changed, event_id))
        target.commit()
    shutil.copy(f"{platform.engine.url.database}.key", f"{copy}.key")
    tampered = open_platform(str(copy), clock=stage.clock)
    answer = verify(tampered.journal, platform.vkey)
    tampered.engine.dispose()
    for error in answer.errors[:3]:
        teller.bad(f"tampered copy, entry {error.index}: {error.message}")
    if answer.ok:
        raise AssertionError("a changed byte was not found")
