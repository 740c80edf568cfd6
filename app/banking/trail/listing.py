"""The list of audit records, declared once; an id is the place of a record in time."""

from sqlalchemy import select

from app.banking.audit.catalogue import CATALOGUE
from app.banking.audit.tables import AuditRow
from app.banking.listing.filters import choice, moments, of, search, thing
from app.banking.listing.spec import Column, TableSpec, each
from app.banking.trail.queries import trail_line
from app.banking.trail.words import (
    ACTOR_KINDS,
    about_id,
    about_words,
    action_words,
    after_words,
    before_words,
    behalf_words,
    details_words,
)

ACTIONS = dict(
    sorted(((key, each.label) for key, each in CATALOGUE.items()), key=lambda pair: pair[1])
)

AUDIT = TableSpec(
    "audit record",
    name="audit",
    permission="audit.view",
    rows=lambda: select(AuditRow),
    lines=each(trail_line, 1),
    id=AuditRow.id,
    sort="at",
    columns=(
        Column("action", read=action_words, at="title", is_wide=True, under="reason"),
        Column("who", read="actor_label", at="meta", under=behalf_words),
        Column("kind", "Kind of actor", "actor_kind", is_shown=False, words=ACTOR_KINDS),
        Column("behalf", "On behalf of", "on_behalf_of_label", is_shown=False),
        Column("about", read=about_words),
        Column("id", read=about_id, is_shown=False, is_wide=True),
        Column("reason", is_shown=False, is_wide=True),
        Column("before", read=before_words, is_shown=False, is_wide=True),
        Column("after", read=after_words, is_shown=False, is_wide=True),
        Column("details", read=details_words, is_shown=False, is_wide=True),
        Column("door", is_shown=False),
        Column("network", read="address_class", is_shown=False),
        Column("request", read="request_id", is_shown=False, is_wide=True),
        Column("recorded", read="recorded_at", kind="moment", is_shown=False),
        Column("at", "When", kind="moment", at="meta", sort=(AuditRow.id,)),
    ),
    filters=(
        search("Person", AuditRow.actor_label),
        choice("action", AuditRow.action, ACTIONS),
        choice("kind", AuditRow.actor_kind, ACTOR_KINDS, "Kind of actor"),
        moments("at", AuditRow.id, "Day"),
        thing("object", AuditRow.subject_id, AuditRow.customer_id, label="Object id"),
        of("login", AuditRow.actor_id, "actor_label", key="person"),
    ),
)
