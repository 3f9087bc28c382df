"""A statement of reasons v2 as the Transparency Database takes it, typed. Which values are right is `validate`'s."""

from __future__ import annotations

from typing import Literal, TypedDict

YesNo = Literal["Yes", "No"]

# The functional form, because one key of the database's own has a hyphen.
ContentId = TypedDict("ContentId", {"EAN-13": str}, total=False)


class _Always(TypedDict):
    puid: str
    decision_ground: str
    category: str
    content_type: list[str]
    content_date: str
    application_date: str
    decision_facts: str
    source_type: str
    automated_detection: YesNo
    automated_decision: str


class Statement(_Always, total=False):
    """What a platform sends for one restriction. Days are `YYYY-MM-DD`; codes are those of `schema().enums`.

    At least one of the four decisions (visibility, monetary, provision, account) is there.
    """

    decision_visibility: list[str] | None
    decision_visibility_other: str
    decision_monetary: str | None
    decision_monetary_other: str
    decision_provision: str | None
    decision_account: str | None
    account_type: str | None
    decision_ground_reference_url: str | None
    illegal_content_legal_ground: str
    illegal_content_explanation: str
    incompatible_content_ground: str
    incompatible_content_explanation: str
    incompatible_content_illegal: YesNo
    category_addition: list[str]
    category_specification: list[str] | None
    category_specification_other: str | None
    content_type_other: str
    content_language: str | None
    content_id: ContentId | None
    content_id_ean: str | None
    territorial_scope: list[str] | None
    end_date_visibility_restriction: str | None
    end_date_monetary_restriction: str | None
    end_date_service_restriction: str | None
    end_date_account_restriction: str | None
    source_identity: str | None
