"""What can tell of a thing: the audit trail, approvals and the ledger, each with one question."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.banking.approvals.about import Said, said_about
from app.banking.audit.catalogue import CATALOGUE, label_of
from app.banking.audit.fields import Kind
from app.banking.audit.queries import ChangeLine, Subjects, asking_changes
from app.banking.ledger.posted import Posted, asking_posted
from app.banking.ledger.transactions import TransactionDetail
from app.banking.statements.issued import Issued, asking_issued
from app.banking.trail.words import label, noun, reason_words
from app.kernel.ids import AccountId, CustomerId, LedgerAccountId
from app.kernel.money import sums
from app.storage.keyset import Moment
from app.storage.scope import current_scope
from app.storage.together import Question, each_as
from app.web.door import work
from app.web.object_pages.told import Source, Told
from app.web.trail_pages.saying import link_to, told

Look = tuple[str, str]
Retold = Callable[[ChangeLine], tuple[str, str, Look] | None]
NOTHING = "Nothing"
PLAIN: Look = ("dot", "neutral")
# How an action looks, by the word it ends in.
LOOKS: dict[str, Look] = {
    "requested": ("edit", "neutral"),
    "submitted": ("send", "info"),
    "received": ("arrow-in", "info"),
    "opened": ("check-circle", "success"),
    "approved": ("check-circle", "success"),
    "settled": ("check-circle", "success"),
    "posted": ("check-circle", "success"),
    "executed": ("check-circle", "success"),
    "issued": ("file", "success"),
    "published": ("check-circle", "success"),
    "scheduled": ("calendar", "info"),
    "unscheduled": ("x", "neutral"),
    "back": ("undo", "warning"),
    "proposed": ("edit", "neutral"),
    "explained": ("check", "success"),
    "rejected": ("x-circle", "danger"),
    "declined": ("x-circle", "danger"),
    "refused": ("x-circle", "danger"),
    "returned": ("undo", "danger"),
    "canceled": ("x", "neutral"),
    "withdrawn": ("undo", "neutral"),
    "released": ("unlock", "neutral"),
    "frozen": ("snow", "info"),
    "unfrozen": ("unlock", "neutral"),
    "reopened": ("unlock", "neutral"),
    "read": ("eye", "neutral"),
    "closed": ("lock", "neutral"),
    "referred": ("eye", "warning"),
    "withheld": ("pause", "warning"),
    "suspended": ("help", "warning"),
    "revealed": ("eye", "warning"),
    "screened": ("shield-check", "neutral"),
    "assigned": ("user", "neutral"),
    "taken": ("download", "neutral"),
}
HANDED = "object.assigned"
STEPS: dict[str, tuple[str, Look]] = {
    "asked": ("Approval asked for", ("clock", "warning")),
    "yes": ("Said yes", ("check", "success")),
    "no": ("Said no", ("x-circle", "danger")),
    "executed": ("Approved and done", ("check-circle", "success")),
    "withdrawn": ("Request taken back", ("undo", "neutral")),
    "expired": ("Request expired", ("clock", "neutral")),
    "void": ("Request no longer valid", ("x", "neutral")),
}
# Told elsewhere on the timeline, or of no use to a reader.
SILENT = ("note.", "message.", "thread.", "object.missed", "request.refused", "letter.")
UNTOLD_FIELDS = {"key", "reason", "currency", "reasons", "consents", "about", "about_id", "action"}


def changes_source(
    db: Session,
    ids: Subjects,
    *,
    own: UUID | None = None,
    retold: Retold | None = None,
    silent: Sequence[str] = SILENT,
    only: Sequence[str] = (),
) -> Source:
    """Audit records; those of something else than `own` say what they are about.

    `silent` are how the names of those begin that are not told, `only` of those that are.
    """
    owner = current_scope(db).partner_id
    if work.host.surface == "oversight" and owner != work.host.partner_id:
        silent = (*silent, HANDED)  # who of the partner looks after it is the partner's business

    def tell(before: Moment | None, limit: int) -> Question[list[Told]]:
        lines = asking_changes(ids, before=before, limit=limit, without=silent, only=only)
        return each_as(lines, lambda line: of_change(line, own, retold, owner=owner))

    return Source("changes", tell, db)


def approvals_source(db: Session, ids: Collection[UUID]) -> Source:
    def tell(_before: Moment | None, _limit: int) -> Iterable[Told]:
        return [_of_step(each) for each in said_about(db, ids)]

    return Source("approvals", tell)


def entries_source(transactions: Sequence[TransactionDetail]) -> Source:
    """Transactions that the page has read already."""

    def tell(_before: Moment | None, _limit: int) -> Iterable[Told]:
        return [_of_transaction(each) for each in transactions]

    return Source("entries", tell)


def posted_source(db: Session, ledger_account_id: LedgerAccountId) -> Source:
    """Entries of one account, with the side each is on."""

    def tell(before: Moment | None, limit: int) -> Question[list[Told]]:
        return each_as(asking_posted(ledger_account_id, before=before, limit=limit), _of_entry)

    return Source("entries", tell, db)


def statements_source(
    db: Session, customer_id: CustomerId, account_id: AccountId | None = None
) -> Source:
    def tell(before: Moment | None, limit: int) -> Question[list[Told]]:
        asked = asking_issued(customer_id, account_id, before=before, limit=limit)
        return each_as(asked, _of_statement)

    return Source("statements", tell, db)


def of_change(
    line: ChangeLine,
    own: UUID | None,
    retold: Retold | None = None,
    *,
    owner: UUID | None = None,
) -> Told:
    """`owner` is whose record it is, where an address has to name that."""
    title, body, look = (retold(line) if retold else None) or _plainly(line)
    is_other = own is not None and line.subject_id != own
    about = link_to(line.subject_kind, line.subject_id, partner_id=owner) if is_other else ""
    return Told(
        at=line.at,
        id=line.id,
        kind="changes",
        title=title,
        body=body,
        actor=_actor(line),
        href=about or link_to("audit_record", line.id, partner_id=owner),
        mark=look[0],
        tone=look[1],
        changes=tuple(_changes(line)),
        recorded=line.recorded_at,
    )


def look_of(action: str) -> Look:
    return LOOKS.get(action.rpartition(".")[2].rpartition("_")[2], PLAIN)


def _plainly(line: ChangeLine) -> tuple[str, str, Look]:
    declared = CATALOGUE.get(line.action)
    kinds = declared.fields if declared else {}
    fields = {
        name: value
        for name, value in line.details.items()
        if value is not None
        and name not in UNTOLD_FIELDS
        and kinds.get(name) not in (Kind.ID, Kind.DIGEST)
    }
    facts = [f"{name}: {value}" for name, value in told(line.action, fields)]
    body = ". ".join(
        [part.rstrip(".") for part in (reason_words(line.reason), ", ".join(facts)) if part]
    )
    return label_of(line.action), f"{body}." if body else "", look_of(line.action)


def _actor(line: ChangeLine) -> str:
    behalf = f" for {line.on_behalf_of}" if line.on_behalf_of else ""
    return f"{line.actor_label}{behalf}"


def _changes(line: ChangeLine) -> Iterable[tuple[str, Any, Any]]:
    """The fields that differ; a currency beside them tells how amounts are written."""
    extra = {"currency": line.details["currency"]} if "currency" in line.details else {}
    old = dict(told(line.action, line.before | extra, changes=True))
    new = dict(told(line.action, line.after | extra, changes=True))
    for name in dict.fromkeys((*line.before, *line.after)):
        if line.before.get(name) != line.after.get(name):
            yield label(name), old.get(label(name), NOTHING), new.get(label(name), NOTHING)


def _of_step(said: Said) -> Told:
    title, look = STEPS.get(said.step, (noun(said.step), PLAIN))
    return Told(
        at=said.at,
        id=said.id,
        kind="approvals",
        title=title,
        body=" ".join(part for part in (said.title, said.note) if part),
        actor=said.who,
        href=link_to("approval", said.approval_id),
        mark=look[0],
        tone=look[1],
    )


def _of_entry(each: Posted) -> Told:
    return Told(
        at=each.posted_at,
        id=each.transaction_id,
        kind="entries",
        title=each.description or "Entry",
        body=f"{each.amount} {each.side}",
        href=link_to("transaction", each.transaction_id),
        mark="arrow-in" if each.side == "credit" else "arrow-out",
    )


def _of_statement(each: Issued) -> Told:
    return Told(
        at=each.issued_at,
        id=each.id,
        kind="statements",
        title=f"Statement of {each.month_on:%B %Y}",
        body=f"Closed at {each.closing}.",
        href=link_to("statement", each.id),
        mark="file",
    )


def _of_transaction(each: TransactionDetail) -> Told:
    moved = sums(entry.amount for entry in each.entries if entry.side == "debit")
    return Told(
        at=each.posted_at,
        id=each.id,
        kind="entries",
        title=each.description or "Transaction posted",
        body=f"{' and '.join(map(str, moved))} debited and credited.",
        href=url_for("ledger.transaction", transaction_id=each.id)
        if work.may("ledger.view")
        else "",
        mark="scale",
        recorded=each.recorded_at,
    )
