"""Done work and letters that ended go after their days; what is open or was given up stays."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import ProgrammingError

from app.banking.audit.tables import AuditRow
from app.banking.events.actions.publish import publish
from app.banking.events.actions.remove_old import remove_old
from app.banking.events.retention import DONE_WORK, RULES
from app.banking.events.tables import OutboxRow
from app.banking.mail.actions.send_letter import Letter, send_letter
from app.banking.mail.retention import ENDED_LETTERS
from app.banking.mail.tables import MailRow
from app.kernel.actor import OPERATOR, SCHEDULE
from app.storage.session import customer_work, partner_work
from app.workers.plan import PLAN
from tests.seal_verbs import superuser
from tests.world import World

KINDS = ("done", "open", "failed")


def works(world: World) -> None:
    """One piece of each: done, still open, given up; all of today."""
    with partner_work(world.partner_id) as db:
        for kind in KINDS:
            publish(db, "test.kept", key=kind, now=world.now)
    with superuser(world.config) as db:
        of_partner = "where partner_id = %s and kind = 'test.kept' and key = %s"
        for kind, values in (
            ("done", "done_at = due_at, attempts = 1"),
            ("failed", "failed_at = due_at, attempts = 1, last_error = 'test'"),
        ):
            db.execute(f"update outbox set {values} {of_partner}", [world.partner_id, kind])


def left(world: World) -> set[str]:
    with partner_work(world.partner_id) as db:
        return set(db.scalars(select(OutboxRow.key).where(OutboxRow.kind == "test.kept")))


def test_done_work_goes_when_its_days_are_over(harbor: World) -> None:
    works(harbor)
    days = timedelta(days=RULES[-1].work_days)
    with partner_work(harbor.partner_id) as db:
        remove_old(db, DONE_WORK, actor=SCHEDULE, now=harbor.now + days - timedelta(hours=1))
    assert left(harbor) == set(KINDS)
    with partner_work(harbor.partner_id) as db:
        later = harbor.now + days + timedelta(hours=1)
        removed = remove_old(db, DONE_WORK, actor=SCHEDULE, now=later)
    assert removed >= 1
    assert left(harbor) == {"open", "failed"}
    with partner_work(harbor.partner_id) as db:
        told = db.scalars(select(AuditRow).where(AuditRow.action == "work.removed")).one()
        assert told.details == {"rows": removed, "older_than": harbor.now.date().isoformat()}
        again = remove_old(db, DONE_WORK, actor=SCHEDULE, now=later)
    assert again == 0, "and nothing is written down about nothing"


def test_letters_go_when_they_ended_long_ago(harbor: World) -> None:
    letter = Letter("sessions_ended", "ada@example.com", "Ada", None, {"when": "now"})
    with partner_work(harbor.partner_id) as db:
        for key in ("first", "second"):
            send_letter(db, letter, key=key, actor=OPERATOR, now=harbor.now)
        before = db.scalar(select(func.count()).select_from(MailRow)) or 0
    with superuser(harbor.config) as db:
        first = db.execute(
            "update mail set status = 'sent', ended_at = created_at, contents = null where id = "
            "(select id from mail where partner_id = %s order by id limit 1) returning id",
            [harbor.partner_id],
        ).fetchone()
    assert first is not None
    later = harbor.now + timedelta(days=RULES[-1].letter_days, hours=1)
    with partner_work(harbor.partner_id) as db:
        assert remove_old(db, ENDED_LETTERS, actor=SCHEDULE, now=later) == 1
        ids = set(db.scalars(select(MailRow.id)))
        assert len(ids) == before - 1
        assert UUID(str(first[0])) not in ids
        assert db.scalar(select(AuditRow.id).where(AuditRow.action == "letters.removed"))


def test_open_work_cannot_be_removed(harbor: World) -> None:
    """The policy sees to it, whatever the code asks."""
    works(harbor)
    with partner_work(harbor.partner_id) as db:
        db.execute(delete(OutboxRow).where(OutboxRow.kind == "test.kept"))
    assert left(harbor) == {"open", "failed"}


def test_a_customer_removes_nothing(harbor: World) -> None:
    scope = customer_work(harbor.partner_id, harbor.ada.customer_id)
    with pytest.raises(ProgrammingError, match="permission denied"), scope as db:
        db.execute(delete(OutboxRow))


def test_the_schedule_asks_everyone_once_a_day() -> None:
    [planned] = [each for each in PLAN if each.kind == "retention.sweep"]
    assert planned.whose == "everyone"
