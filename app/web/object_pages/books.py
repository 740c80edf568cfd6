"""What tells of one account of the ledger: entries, what was set aside, what was corrected."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from app.banking.adjustments.finding import adjustments_touching
from app.banking.audit.queries import ChangeLine, asking_changes
from app.banking.ledger.set_aside import HoldMoment, asking_hold_moments, resized_holds
from app.kernel.ids import LedgerAccountId
from app.storage.keyset import Moment
from app.storage.together import Question, each_as
from app.web.object_pages.sources import SILENT, Look, changes_source, of_change, posted_source
from app.web.object_pages.told import Source, Told
from app.web.trail_pages.saying import link_to

TOLD_ALREADY = (*SILENT, "hold.released", "hold.expired", "object.")
MOMENTS: dict[str, tuple[str, Look]] = {
    "placed": ("Money set aside", ("pause", "warning")),
    "released": ("Hold released", ("unlock", "neutral")),
    "settled": ("Hold settled", ("check-circle", "success")),
    "expired": ("Hold expired", ("clock", "neutral")),
}


def account_sources(
    db: Session, ledger_account_id: LedgerAccountId, *, is_pooled: bool = False
) -> Iterator[Source]:
    """Its entries and its holds; on a pooled account nothing is set aside."""
    yield posted_source(db, ledger_account_id)
    if not is_pooled:
        yield _holds(db, ledger_account_id)
        yield _resized(db, ledger_account_id)


def adjustments_source(db: Session, ledger_account_id: LedgerAccountId) -> Source:
    """Who proposed to correct it by hand, and who decided."""
    return changes_source(db, adjustments_touching(ledger_account_id), own=ledger_account_id)


def _holds(db: Session, ledger_account_id: LedgerAccountId) -> Source:
    def tell(before: Moment | None, limit: int) -> Question[list[Told]]:
        return each_as(asking_hold_moments(ledger_account_id, before=before, limit=limit), _told)

    return Source("holds", tell, db)


def _resized(db: Session, ledger_account_id: LedgerAccountId) -> Source:
    """A hold that was raised or lowered: its record says from what, to what, by whom and why."""

    def tell(before: Moment | None, limit: int) -> Question[list[Told]]:
        ids = resized_holds(ledger_account_id)
        lines = asking_changes(ids, before=before, limit=limit, without=TOLD_ALREADY)
        return each_as(lines, _as_hold)

    return Source("holds", tell, db)


def _as_hold(line: ChangeLine) -> Told:
    return replace(
        of_change(line, None, _raised), kind="holds", href=link_to("hold", line.subject_id)
    )


def _raised(line: ChangeLine) -> tuple[str, str, Look]:
    """From what to what, its changes say."""
    is_raised = line.after["amount_minor"] > line.before["amount_minor"]
    title = "Hold raised" if is_raised else "Hold lowered"
    return title, line.reason, ("edit", "neutral")


def _told(each: HoldMoment) -> Told:
    title, look = MOMENTS[each.what]
    return Told(
        at=each.at,
        id=each.hold_id,
        kind="holds",
        title=title,
        body=f"{each.amount}: {each.reason}.".replace("..", "."),
        actor=each.actor,
        href=link_to("hold", each.hold_id),
        mark=look[0],
        tone=look[1],
    )
