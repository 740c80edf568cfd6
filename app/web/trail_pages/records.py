"""One record: who, for whom, through which door, what changed, and under which seal."""

from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue

from app.banking.audit.catalogue import label_of
from app.banking.notes.rules import Subject
from app.banking.trail.queries import RecordLine, record_detail
from app.banking.trail.seals import trail_block_of
from app.banking.trail.words import ACTOR_KINDS, about_id, label, noun, reason_words
from app.web.ledger_pages.whose import whose
from app.web.object_pages.kinds import owner_found
from app.web.object_pages.raw import raw_record
from app.web.trail_pages.saying import about_href, link_to, told, trail_page_of


def record(record_id: UUID) -> ResponseReturnValue:
    found = record_detail(whose.db, whose.partner_id, record_id)
    return trail_page_of(
        "trail_pages/record.html",
        found=found,
        label=label_of(found.action),
        reason=reason_words(found.reason or ""),
        kind=ACTOR_KINDS.get(found.actor_kind, found.actor_kind),
        about=noun(found.subject_kind),
        about_id=about_id(found),
        about_href=_about(found),
        customer_href=link_to("customer", found.customer_id),
        details=told(found.action, found.details),
        changes=_changes(found),
        block=trail_block_of(whose.db, record_id, partner_id=whose.partner_id),
        raw=raw_record(found, "audit_record"),
    )


def _about(found: RecordLine) -> str:
    """Of a bank's note on a partner's thing, that thing itself says whose it is."""
    href = about_href(found.action, found.subject_kind, found.subject_id)
    if href or found.subject_id is None:
        return href
    about = Subject(found.subject_kind, found.subject_id)
    return link_to(about.kind, about.id, partner_id=owner_found(about))


def _changes(found: RecordLine) -> list[tuple[str, Any, Any, bool]]:
    """Each field before and after, and whether it differs."""
    before, after = found.before or {}, found.after or {}
    currency = {"currency": found.details["currency"]} if "currency" in found.details else {}
    names = [*before, *(name for name in after if name not in before)]
    old = dict(told(found.action, before | currency, changes=True))
    new = dict(told(found.action, after | currency, changes=True))
    return [
        (label(name), old.get(label(name), ""), new.get(label(name), ""), is_changed)
        for name in names
        for is_changed in [before.get(name) != after.get(name)]
    ]
