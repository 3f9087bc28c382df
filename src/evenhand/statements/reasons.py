"""The statement of reasons: gathers, from the records, everything that led to a restriction, or refuses.

For a penalty it names every post, quote, clause, version, designation and strike that led to it, not only the last. A
fact that is not there is an error here, never a gap in the text (DSA article 17; DESIGN.md, *exact*). Words are
`rendering`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from evenhand.decisions.model import DesignationCited, Finding, LeafTruth
from evenhand.enforcement.actions import covered, standing
from evenhand.enforcement.appeals import AppealTerms, terms
from evenhand.enforcement.model import (
    Action,
    ActionKind,
    Appeal,
    Overturn,
    Ruling,
    RulingOutcome,
    RungReached,
    Strike,
    StrikeState,
)
from evenhand.enforcement.strikes import strikes_behind
from evenhand.kernel.errors import ConflictError
from evenhand.policy.model import About, Policy
from evenhand.statements.model import (
    AllowanceStated,
    AppealStated,
    Automation,
    BroughtOver,
    Case,
    ClauseStated,
    DesignationStated,
    LeafStated,
    MissingFactError,
    OverturnStated,
    PostStated,
    QuoteStated,
    RestrictionStated,
    RungStated,
    StatementOfReasons,
    StrikeStated,
)

_TAKES_BACK = frozenset({ActionKind.RESTORE_POST, ActionKind.REINSTATE})


def compose(
    case: Case,
    *,
    cases: Mapping[str, Case],
    state: StrikeState,
    actions: Sequence[Action],
    issued_at: datetime,
    overturns: Iterable[Overturn] = (),
    appeals: Iterable[Appeal] = (),
    brought: Iterable[Ruling] = (),
) -> StatementOfReasons:
    """The statement on one ruling as things stand at `issued_at`. `brought`: rulings whose strikes an earlier system gave.

    `cases` are the subject's judged posts by ruling id; `state` its strikes folded at `issued_at`; `actions` all that
    was enacted on it. Raises ConflictError for a dismissed ruling (nothing was restricted), MissingFactError when a
    post that led to the penalty, a quote, a clause or a designation in force is not in the records.
    """
    ruling = case.ruling
    if ruling.outcome is RulingOutcome.DISMISS:
        raise ConflictError(
            f"the decision {case.decision_id} was dismissed: nothing was restricted", hint="there is nothing to state"
        )
    known = {**cases, ruling.ruling_id: case}
    rung = next((rung for rung in state.rungs if rung.ruling_id == ruling.ruling_id), None)
    overturned = next((o for o in overturns if o.ruling_id == ruling.ruling_id and o.at <= issued_at), None)
    known_before = {each.ruling_id: each for each in brought if each.brought_from}
    behind = [] if rung is None else [strike.ruling_id for strike in strikes_behind(state, rung)]
    ours = [ruling_id for ruling_id in behind if ruling_id not in known_before]
    return StatementOfReasons(
        decision_id=case.decision_id,
        subject_id=ruling.subject_id,
        issued_at=issued_at,
        restrictions=_restrictions(case, actions, issued_at),
        posts=tuple(_post(each, actions) for each in _leading(case, known, ours)),
        rung=None if rung is None else stated_rung(rung),
        strikes=tuple(stated_strike(strike) for strike in state.strikes),
        appeal=_appeal(case, appeals, issued_at),
        overturned=None if overturned is None else OverturnStated(overturned.at, overturned.reason),
        brought_over=tuple(_brought(known_before[each]) for each in behind if each in known_before),
    )


def _brought(ruling: Ruling) -> BroughtOver:
    return BroughtOver(
        ruling.decision_id, ruling.surface, ruling.post_id, ruling.clause, ruling.ruled_at, ruling.brought_from
    )


def _leading(case: Case, cases: Mapping[str, Case], ruling_ids: Sequence[str]) -> tuple[Case, ...]:
    """The cases whose strikes were counted for the penalty, oldest first; the case alone where it reached no rung."""
    if not ruling_ids:
        return (case,)
    missing = [ruling_id for ruling_id in ruling_ids if ruling_id not in cases]
    if missing:
        raise MissingFactError(
            f"the penalty rests on the ruling(s) {', '.join(missing)}, whose decision is not in the records given",
            hint="give every judged post of the subject; a statement names all that led to a penalty",
        )
    return tuple(cases[ruling_id] for ruling_id in ruling_ids)


def _restrictions(case: Case, actions: Sequence[Action], at: datetime) -> tuple[RestrictionStated, ...]:
    caused = [
        action
        for action in actions
        if action.cause in (case.ruling.ruling_id, case.decision_id)
        and action.kind not in _TAKES_BACK
        and action.starts_at <= at
    ]
    if not caused:  # the post was down already, by an earlier ruling on it: that is what holds
        post = (case.ruling.surface, case.ruling.post_id)
        caused = [
            action for action in standing(actions, at) if action.post_id and (action.surface, action.post_id) == post
        ]
    if not caused:
        raise MissingFactError(
            f"no restriction is recorded for the decision {case.decision_id}",
            hint="a statement is made after the actions of a ruling are recorded",
        )
    return stated_restrictions(caused, actions, at)


def stated_restrictions(
    caused: Iterable[Action], actions: Sequence[Action], at: datetime
) -> tuple[RestrictionStated, ...]:
    """How these actions stand at an instant, given all that was enacted."""
    holding = {action.action_id for action in standing(actions, at)}
    undone = {action.undoes: action.starts_at for action in actions if action.undoes and action.starts_at <= at}
    return tuple(
        RestrictionStated(
            kind=action.kind,
            surface=action.surface,
            account_id=action.account_id,
            post_id=action.post_id,
            territories=action.territories,
            features=action.features,
            starts_at=action.starts_at,
            ends_at=action.ends_at,
            status="in_force"
            if action.action_id in holding
            else "taken_back"
            if action.action_id in undone
            else "over",
            taken_back_at=undone.get(action.action_id),
            beside=covered(action, actions) is not None,
        )
        for action in caused
    )


def _post(case: Case, actions: Sequence[Action]) -> PostStated:
    ruling, decision = case.ruling, case.decision
    findings = _findings(case)
    return PostStated(
        decision_id=case.decision_id,
        surface=ruling.surface,
        account_id=ruling.account_id,
        post_id=ruling.post_id,
        posted_at=ruling.posted_at,
        judged_at=decision.judged_at,
        ruled_at=ruling.ruled_at,
        lang=decision.lang,
        entities=tuple(dict.fromkeys(finding.entity for finding in findings)),
        stance=ruling.stance,
        read_as=_read_as(case, findings),
        reason=ruling.reason,
        quotes=stated_quotes(findings),
        clause=stated_clause(case.policy, ruling.clause),
        designations=_designations(case, findings),
        allowances=_allowances(case.policy, findings),
        asker=case.asker,
        automation=Automation(
            mechanism=decision.mechanism,
            acted_alone=any(action.cause == case.decision_id for action in actions),
            persons=len(ruling.deciders),
        ),
        digests=decision.digests,
    )


def _findings(case: Case) -> tuple[Finding, ...]:
    """The findings under the clause that persons upheld."""
    found = tuple(f for f in case.findings or case.decision.findings if f.clause == case.ruling.clause)
    if not found:
        raise MissingFactError(
            f"the decision {case.decision_id} has no finding under the clause {case.ruling.clause}",
            hint="where persons corrected the stance, give the findings judged again with it",
        )
    return found


def _read_as(case: Case, findings: tuple[Finding, ...]) -> str:
    """The stance the machine had read for the same mention; the ruling's own where it had read the same."""
    entities = {finding.entity_id for finding in findings}
    return next((f.reading.stance for f in case.decision.findings if f.entity_id in entities), case.ruling.stance)


def stated_quotes(findings: Iterable[Finding]) -> tuple[QuoteStated, ...]:
    """The words that name and the words that were judged, each once."""
    quotes: dict[QuoteStated, None] = {}
    for finding in findings:
        role = "mention" if finding.designations else "group"
        quotes[QuoteStated(role, finding.mention.field, finding.mention.quote)] = None
        for evidence in finding.reading.evidence:
            quotes[QuoteStated("stance", evidence.field, evidence.quote)] = None
    return tuple(quotes)


def stated_clause(policy: Policy, clause_id: str) -> ClauseStated:
    """A clause in the version it was judged under. Raises MissingFactError for one that the policy does not have."""
    try:
        clause = policy.clause(clause_id)
    except KeyError:
        raise MissingFactError(f"{policy.ref} has no clause {clause_id!r}") from None
    return ClauseStated(
        clause_id=clause.clause_id,
        title=clause.title,
        text=clause.text,
        link=clause.link,
        tier=clause.tier,
        severity=clause.severity,
        policy=policy.ref,
        policy_title=policy.title,
        live_from=policy.live_from,
    )


def _designations(case: Case, findings: tuple[Finding, ...]) -> tuple[DesignationStated, ...]:
    """The designations in force that make the entity one of the clause's tier. Without one: an error, except where the policy
    is about groups of people, whom nobody designates.
    """
    if case.policy.about is About.GROUPS:
        return ()
    tier = case.policy.clause(case.ruling.clause).tier
    counted = {
        _designation(finding.entity, cited, cited.tier): None
        for finding in findings
        for cited in finding.designations
        if cited.in_force and cited.tier is not None and cited.tier <= tier
    }
    if not counted:
        raise MissingFactError(
            f"the decision {case.decision_id} cites no designation in force for a tier of {case.ruling.clause}",
            hint="a finding cites the designations that made its entity one of the policy's tiers",
        )
    return tuple(counted)


def _designation(entity: str, cited: DesignationCited, tier: int) -> DesignationStated:
    return DesignationStated(
        entity=entity,
        authority=cited.authority,
        programme=cited.programme,
        announced=cited.announced,
        effective=cited.effective,
        revoked=cited.revoked,
        tier=tier,
        reference=cited.reference,
        source=cited.source,
        document=cited.document,
    )


def _allowances(policy: Policy, findings: tuple[Finding, ...]) -> tuple[AllowanceStated, ...]:
    """The allowances that were asked (leaves of a finding under `allowance id/path`), with what did not hold."""
    stated = []
    for allowance in policy.allowances:
        prefix = f"{allowance.allowance_id}/"
        leaves = [leaf for finding in findings for leaf in finding.leaves if leaf.path.startswith(prefix)]
        if leaves:
            failed = [leaf for leaf in leaves if leaf.truth is not True]
            # A condition may fail because something held that had to be absent: then all it asked is shown.
            shown = tuple(dict.fromkeys(_leaf(leaf) for leaf in failed or leaves))
            stated.append(AllowanceStated(allowance.allowance_id, allowance.title, shown))
    return tuple(stated)


def _leaf(leaf: LeafTruth) -> LeafStated:
    truth = "unknown" if leaf.truth is None else "yes" if leaf.truth else "no"
    return LeafStated(leaf.field, leaf.op, leaf.value, leaf.seen, truth)


def stated_rung(rung: RungReached) -> RungStated:
    """A rung that was reached."""
    return RungStated(
        rung_id=rung.rung_id,
        track=rung.track,
        count=rung.count,
        of=rung.of,
        penalty=rung.penalty,
        policy=rung.policy,
        starts_at=rung.starts_at,
        ends_at=rung.ends_at,
        surface=rung.surface,
        reference=rung.reference,
        assumption=rung.assumption,
    )


def stated_strike(strike: Strike) -> StrikeStated:
    """A strike, counted or not, and why."""
    return StrikeStated(
        decision_id=strike.decision_id,
        surface=strike.surface,
        post_id=strike.post_id,
        clause=strike.clause,
        policy=strike.policy,
        track=strike.track,
        at=strike.at,
        expires_at=strike.expires_at,
        counted=strike.counted,
        code=strike.code,
        detail=strike.detail,
        why=strike.why,
    )


def _appeal(case: Case, appeals: Iterable[Appeal], at: datetime) -> AppealStated:
    window = terms(case.ruling, case.policy.review)
    filed = next((a for a in appeals if a.ruling_id == case.ruling.ruling_id and a.filed_at <= at), None)
    return stated_appeal(window, filed, at)


def stated_appeal(window: AppealTerms, filed: Appeal | None, at: datetime) -> AppealStated:
    """How an appeal stands at an instant; `filed` is None where none was."""
    if filed is None:
        state = "open" if at <= window.until else "over"
        return AppealStated(state, window.until, window.window_days, None, None, "")
    if filed.decided_at is None or filed.decided_at > at:
        return AppealStated("filed", window.until, window.window_days, filed.filed_at, None, "")
    state = "overturned" if filed.outcome == "overturn" else "upheld"
    return AppealStated(
        state,
        window.until,
        window.window_days,
        filed.filed_at,
        filed.decided_at,
        filed.reason,
        max(1, filed.persons),
        filed.outside,
    )
