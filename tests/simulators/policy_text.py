"""A small policy as text, for tests that break it in one place at a time."""

from __future__ import annotations

SMALL = """\
policy: small
version: 2024-01-01
title: A small policy
live_from: 2024-01-01
modelled_on: {title: Nothing, publisher: Nobody, captured: 2024-01-01}
clauses:
  - {id: s.severe, title: Money, text: No money., tier: 1, severity: severe, when: {field: stance, is: material_support}}
  - {id: s.plain, title: Praise, text: No praise., tier: 1, severity: standard, when: {field: stance, is: glorification}}
allowances:
  - id: s.a.news
    title: News
    text: Reports.
    excuses: [s.plain]
    when: {any: [{field: stance, is: reporting}, {field: signal.reported_speech, is: true}]}
strikes:
  - track: standard
    expires_after_days: 365
    post_age_limit_days: 90
    shared_across_surfaces: true
    reference: none
    rungs:
      - {id: warn, strikes: 1, penalty: warning, reference: none}
      - {id: days3, strikes: 3, penalty: suspension, days: 3, reference: none}
  - track: severe
    expires_after_days: 365
    post_age_limit_days: 1461
    shared_across_surfaces: true
    reference: none
    rungs:
      - {id: off, strikes: 1, penalty: disablement, reference: none}
tier_map:
  - {authority: us-state, programme: us-fto, kinds: [organisation], tier: 1, reason: none}
review: {two_person_reach: 1000, two_person_public_office: true, appeal_window_days: 184, reference: none}
automatic:
  - {mechanism: media_bank, clauses: [s.plain], restriction: remove_post, precision_bar: 950, language_gap: 30, reference: none}
  - {mechanism: judged_words, clauses: [s.plain], restriction: demote, precision_bar: 950, language_gap: 30, reference: none}
cases:
  - {name: praise, evidence: {tier: 1, stance: glorification}, clause: s.plain, allowance: null}
"""
