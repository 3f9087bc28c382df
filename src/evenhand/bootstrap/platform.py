"""The platform's wiring: one workspace, its stores, its clock and ids. Everything heavy is opened when first asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.kernel.clock import Clock, SystemClock
from evenhand.kernel.errors import BadInputError
from evenhand.kernel.ids import Ids, SystemIds

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

    from evenhand.adapters.sql.campaigns import SqlCampaignStore
    from evenhand.adapters.sql.journal import SqlJournal
    from evenhand.adapters.sql.lists import SqlListStore
    from evenhand.designations.kept import Asked
    from evenhand.designations.registry import Registry
    from evenhand.detection.model import Post
    from evenhand.ledger.checkpoints import Signer
    from evenhand.policy.model import Policy
    from evenhand.service.acting import Acting
    from evenhand.service.backtest import Backtest
    from evenhand.service.canary import ByAccount
    from evenhand.service.examine import Examiner
    from evenhand.service.grounding import Grounding
    from evenhand.service.judging import Judge
    from evenhand.service.together import Together


@dataclass
class Platform:
    """An open workspace. Parts are opened when first asked for, so that a command pays for what it uses."""

    engine: Engine
    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=SystemIds)

    @property
    def shown_database(self) -> str:
        """The workspace's place, without a password."""
        if self.engine.dialect.name == "sqlite":
            return self.engine.url.database or "an empty workspace (none can be made here)"
        return self.engine.url.render_as_string(hide_password=True)

    @cached_property
    def lists(self) -> SqlListStore:
        """The imported list documents."""
        from evenhand.adapters.sql.lists import SqlListStore

        return SqlListStore(self.engine, self.clock)

    @cached_property
    def signer(self) -> Signer:
        """The log's key, from its file beside the workspace."""
        from evenhand.adapters.sql.keyfile import key_path, load_signer

        return load_signer(key_path(self.engine.url), signing=not self.reading_only)

    @cached_property
    def reading_only(self) -> bool:
        """Whether nothing can be written: an archived copy, or an empty workspace where none can be made."""
        from evenhand.adapters.sql.engine import read_only

        if self.engine.dialect.name != "sqlite":
            return False
        return not self.engine.url.database or read_only(Path(self.engine.url.database))

    @cached_property
    def campaigns(self) -> SqlCampaignStore:
        """The analyst's records."""
        from evenhand.adapters.sql.campaigns import SqlCampaignStore

        return SqlCampaignStore(self.engine, self.clock)

    @property
    def vkey(self) -> str:
        """The key with which others verify this log's checkpoints."""
        return self.signer.vkey

    @cached_property
    def journal(self) -> SqlJournal:
        """The event store under the ledger."""
        from evenhand.adapters.sql.journal import SqlJournal

        # What is only read needs no key: an archived copy may well be without it.
        return SqlJournal(self.engine, self.ids, self.clock, _NoSigner() if self.reading_only else self.signer)

    @cached_property
    def registry(self) -> Registry:
        """All designations: the bundled lists and what was imported."""
        from evenhand.service.lists import load_registry

        return load_registry(self.lists)

    def registry_at(self, at: datetime) -> Registry:
        """The designations as known at an instant: what was observed later is not in it, so replays give the same bytes."""
        from evenhand.service.lists import later_documents, load_registry

        decided = [*(one.at for one in self.lists.decisions()), *(one.at for one in self.lists.name_decisions())]
        if not any(moment > at for moment in decided) and not later_documents(self.lists, at):
            return self.registry
        return load_registry(self.lists, at)

    @cached_property
    def policies(self) -> Mapping[str, Policy]:
        """Every policy version by `id@version`: the ones that ship, and the operator's own (EVENHAND_POLICIES, a folder)."""
        from evenhand.service.policies import known_policies

        folder = os.environ.get("EVENHAND_POLICIES", "")
        extra = sorted(Path(folder).glob("*.yml")) if folder else []
        return {policy.ref: policy for policy in known_policies(extra)}

    def examiner(self, policy: str, judged_at: datetime) -> Examiner:
        """The examiner for an instant under a named policy, or under the newest live version."""
        from evenhand.policy.model import About
        from evenhand.service.aliases import detector_for
        from evenhand.service.examine import examiner

        chosen = self.policy(policy, judged_at)
        versions = {**self.policies, chosen.ref: chosen}
        registry = self.registry_at(judged_at)
        entities = chosen.about is About.ENTITIES
        detector = detector_for(registry, versions.values(), judged_at) if entities else None
        made = examiner(detector, registry, chosen, tuple(versions.values()), judged_at)
        if not chosen.automatic:
            return made
        made = replace(made, grounding=self.grounding(made))
        if not self._any(
            "audit.drawn"
        ):  # most workspaces: nothing was audited, so nothing is earned, and no start pays for it
            return made
        from evenhand.service.earned import earned

        return replace(made, autonomy=earned(self.journal, chosen, judged_at))

    def _any(self, kind: str) -> bool:
        return next(iter(self.journal.events(kind=kind)), None) is not None

    def grounding(self, examiner: Examiner) -> Grounding | None:
        """What there may be besides the words for an examiner: what two persons confirmed, and the judge; None: nothing."""
        if self.judge is None and not self._any("confirmation."):
            return None
        from evenhand.enforcement.review import persons_needed
        from evenhand.service.confirmations import accounts, media
        from evenhand.service.grounding import Asking
        from evenhand.service.subjects import directory

        policy, registry, at = examiner.policy, examiner.registry, examiner.judged_at
        mechanisms = {rule.mechanism for rule in policy.automatic}
        found = Asking(
            judge=self.judge if "judged_words" in mechanisms else None,
            media=media(self.journal, registry, policy, at) if "media_bank" in mechanisms else {},
            accounts=accounts(self.journal, registry, policy, at) if "confirmed_account" in mechanisms else {},
        )
        if found.judge is None and not found.sees_all:
            return None
        holders = directory(self.journal)

        def two_persons(post: Post) -> bool:
            holder = holders.holder(post.surface, post.account_id or post.id, post.account.reach)
            return persons_needed(holder, policy.review) > 1

        found.two_persons = two_persons
        return found

    @cached_property
    def judge(self) -> Judge | None:
        """The judge that the operator configured; None, and nothing is sent, unless EVENHAND_JUDGE_URL says where."""
        url, model = os.environ.get("EVENHAND_JUDGE_URL", ""), os.environ.get("EVENHAND_JUDGE_MODEL", "")
        if not url:
            return None
        if not model:
            raise BadInputError("a judge has a model", hint="set EVENHAND_JUDGE_MODEL beside EVENHAND_JUDGE_URL")
        from evenhand.adapters.judges.openai import JudgeConfig, OpenAiJudge

        given = {name: os.environ.get(f"EVENHAND_JUDGE_{name.upper()}", "") for name in ("dialect", "effort", "key")}
        return OpenAiJudge(JudgeConfig(url, model, given["dialect"] or "general", given["effort"], key=given["key"]))

    def acting(self, examiner: Examiner | ByAccount | Together) -> Acting | None:
        """What carries out a mechanism's decisions; the states they will name are kept first. None where nothing is earned."""
        deciding = examiner.all_made()
        if not any(each.autonomy.earned for each in deciding):
            return None
        from evenhand.service.acting import Acting
        from evenhand.service.earned import keep

        for each in deciding:
            keep(self.journal, self.clock, each.policy, each.autonomy)
        return Acting(self.journal, self.ids, self.policies)

    def examiners(self, policy: str, judged_at: datetime) -> Examiner | Together:
        """The examiner under a named policy, or those of every live one together."""
        from evenhand.service.together import Together

        first = self.examiner(policy, judged_at)
        others = () if policy else self._beside(first.policy, judged_at)
        return Together(first, others) if others else first

    def _beside(self, first: Policy, at: datetime) -> tuple[Examiner, ...]:
        live = [policy for policy in self.governing(at) if policy.policy_id != first.policy_id]
        return tuple(self.examiner(policy.ref, at) for policy in live)

    def policy(self, ref: str, at: datetime) -> Policy:
        """A policy by `id@version` or file, or the newest live version at an instant."""
        from evenhand.service.policies import policy_by_ref

        if ref in self.policies:
            return self.policies[ref]
        if ref:
            return policy_by_ref(ref)
        live = self.governing(at)
        if not live:
            raise BadInputError("no policy is live at that instant", hint="name one with --policy ID@VERSION")
        return live[0]

    def deciders(self, policy: str, judged_at: datetime) -> Examiner | ByAccount | Together:
        """The examiners of traffic: as `examiners`, and under no named policy with the canaries that run of each."""
        from evenhand.policy.versions import shipped
        from evenhand.service.canary import ByAccount, canaries_of
        from evenhand.service.golive import candidates
        from evenhand.service.together import Together

        own = {each.digest for each in shipped()}
        if policy or all(each.digest in own for each in self.policies.values()):
            return self.examiners(policy, judged_at)

        def made(each: Policy) -> Examiner:
            return self.examiner(each.ref, judged_at)

        live = {each.policy_id: each for each in self.governing(judged_at)}
        running = canaries_of(self.policies, candidates(self.journal), live.values(), judged_at)
        if not running or not live:
            return self.examiners(policy, judged_at)
        sides = tuple(
            ByAccount(made(live[name]) if name in live else None, running[name], made)
            if name in running
            else made(live[name])
            for name in dict.fromkeys([*live, *running])
        )
        return Together(sides[0], sides[1:]) if len(sides) > 1 else sides[0]

    def governing(self, at: datetime, account: str = "") -> tuple[Policy, ...]:
        """The live version of each policy, for an account (`surface/account_id`) where canaries run. An operator's own
        version counts once it is activated (`service.golive`).
        """
        from evenhand.policy.versions import live_on, shipped
        from evenhand.service.golive import candidates, governing

        own = {policy.digest for policy in shipped()}
        if all(policy.digest in own for policy in self.policies.values()):
            return live_on(self.policies.values(), at.date())
        return governing(self.policies, own, candidates(self.journal), at, account)

    def backtest(self, policy: Policy, *, since: datetime, registry_at: datetime | None = None) -> Backtest:
        """What a version would have decided over the recorded decisions."""
        from evenhand.service.aliases import detector_for
        from evenhand.service.backtest import Rederiving, backtest
        from evenhand.service.earned import kept

        versions = tuple({**self.policies, policy.ref: policy}.values())
        # Names as known today, acts as known then: a name without an act known then is in no tier and moves nothing.
        detector = detector_for(self.registry, versions, self.clock.now())
        again = Rederiving(
            detector, self.registry, versions, lambda was, by: kept(self.journal, was.autonomy, by, was.surface)
        )
        kinds = ("decision.made", "ruling.")
        events = (event for kind in kinds for event in self.journal.events(kind=kind, erased=True))
        return backtest(events, again, policy, self.policies, since=since, registry_at=registry_at)


class _NoSigner:
    """Signs nothing: where nothing is written, nothing is signed."""

    def sign(self, size: int, root: bytes) -> str:
        """Raises BadInputError."""
        raise BadInputError(f"the workspace can only be read: no checkpoint of {size} entries ({root[:4].hex()})")


def open_platform(
    database: str = "", *, clock: Clock | None = None, ids: Ids | None = None, create: bool | None = None
) -> Platform:
    """Open a workspace.

    `create=True` makes it or brings its schema up to date; the default makes a SQLite workspace that is not there yet
    (a first command should just work) and refuses one of another version; `create=False` never creates. Where one can
    only be read it is read, and where none can be made the default is an empty one that cannot be written.
    """
    from evenhand.adapters.sql.engine import (
        empty_engine,
        exists,
        make_engine,
        migrate,
        require_current,
        unmakeable,
        workspace_url,
    )

    url = workspace_url(database)
    if create is None and url.get_backend_name() == "sqlite" and unmakeable(Path(str(url.database))):
        return Platform(empty_engine(), clock or SystemClock(), ids or SystemIds())
    platform = Platform(make_engine(database), clock or SystemClock(), ids or SystemIds())
    missing = not exists(platform.engine)
    if (create and not platform.reading_only) or (
        create is None and missing and platform.engine.dialect.name == "sqlite"
    ):
        migrate(platform.engine)
        _make_key(platform)
    else:
        require_current(platform.engine)
    return platform


def ask_registry(database: str = "") -> Asked:
    """Who is designated, to be asked: from rows kept beside a SQLite workspace while they are fresh, else folded anew.

    The short way loads neither SQLAlchemy nor the lists; an import, a decision or an upgrade makes it the long way once.
    """
    from evenhand.adapters.lists.kept import keep, kept_registry, workspace_fingerprint

    workspace = _sqlite_file(database)
    kept = kept_registry(workspace) if workspace else None
    if kept is not None:
        return kept
    platform = open_platform(database)
    wanted = workspace_fingerprint(workspace) if workspace else ""
    registry = platform.registry
    if workspace and wanted:
        keep(workspace, registry, wanted)
    return registry


def _sqlite_file(database: str) -> Path | None:
    """The file of a SQLite workspace, as `adapters.sql.engine` reads the same words; None for another database."""
    given = database or "evenhand.db"
    if "://" in given:
        given = given.removeprefix("sqlite:///") if given.startswith("sqlite:///") and "?" not in given else ""
    return Path(given) if given else None


def _make_key(platform: Platform) -> None:
    from evenhand.adapters.sql.keyfile import key_path, save_signer
    from evenhand.ledger.checkpoints import new_signer

    path = key_path(platform.engine.url)
    if path.exists():
        return
    from evenhand.adapters.sql.log import SqlLog

    if SqlLog(platform.engine).latest_checkpoint() is not None:
        raise BadInputError(
            f"the log has checkpoints, and its key {path} is gone",
            hint="restore the key file: a new key could not continue this log",
        )
    save_signer(path, new_signer(SystemIds()))
