"""One person says yes or no to exactly what was shown; who has said yes is counted again."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.access.persons import person_key
from app.banking.access.tables import LoginRow
from app.banking.approvals.rows import requirement_now
from app.banking.approvals.rules import Requirement, check_note, person_of
from app.banking.approvals.tables import ApprovalRow, ApprovalVoteRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, Forbidden, Refused


@dataclass(frozen=True, slots=True)
class Ballot:
    """Yes or no; `seen` is the digest of what was on the voter's page."""

    is_yes: bool
    seen: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many valid yes votes there are of how many that are needed."""

    yes: int
    required: int

    @property
    def is_enough(self) -> bool:
        return self.yes >= self.required


def vote(db: Session, row: ApprovalRow, ballot: Ballot, *, actor: Actor, now: datetime) -> Tally:
    """Write the vote down; the caller holds the approval's lock and acts on the tally.

    The voter's login is looked up again and locked: a role that was changed, or a login that was
    disabled, after the page was opened counts as it is now. Raises Refused (maker_is_checker,
    not_a_checker, note_invalid), Conflict (shown_differs, already_voted).
    """
    note, requirement = check_note(ballot.note), requirement_now(db, row, now=now)
    if ballot.seen != row.shown_sha256:
        raise Conflict(
            "shown_differs",
            "What you saw is not what is asked for here.",
            next_step="Open the request again and read it before you decide.",
        )
    _write(db, row, replace(ballot, note=note), _voter(db, row, requirement, actor), actor, now)
    record(
        db,
        actor,
        "approval.voted",
        subject=("approval", row.id),
        now=now,
        customer_id=row.customer_id,
        is_yes=ballot.is_yes,
        note=note,
        shown_sha256=ballot.seen,
    )
    return tally(db, row, requirement)


def _write(
    db: Session, row: ApprovalRow, ballot: Ballot, login: LoginRow, actor: Actor, now: datetime
) -> None:
    written = (
        insert(ApprovalVoteRow)
        .values(
            partner_id=row.partner_id,
            approval_id=row.id,
            voter_id=login.id,
            voter_person=person_of(login.id, person_key(login.email)),
            voter_label=login.name,
            voter_role=login.role,
            voter_session=actor.session,
            is_yes=ballot.is_yes,
            note=ballot.note,
            maker_id=row.maker_id,
            maker_person=row.maker_person,
            shown_sha256=ballot.seen,
            at=now,
        )
        .on_conflict_do_nothing()
    )
    if db.scalar(written.returning(ApprovalVoteRow.voter_id)) is None:
        raise Conflict("already_voted", "You have decided this already.")


def tally(db: Session, row: ApprovalRow, requirement: Requirement) -> Tally:
    """Yes votes of people who could still give them: of a role asked for, and not disabled."""
    cast = ApprovalVoteRow
    voters = db.execute(
        select(LoginRow.role)
        .join(cast, (cast.partner_id == LoginRow.partner_id) & (cast.voter_id == LoginRow.id))
        .where(
            cast.approval_id == row.id,
            cast.is_yes.is_(True),
            cast.shown_sha256 == row.shown_sha256,
            LoginRow.is_disabled.is_(False),
        )
        .with_for_update(read=True, of=LoginRow)
    )
    yes = sum(1 for (role,) in voters if role in requirement.checker_roles)
    return Tally(yes, requirement.required)


def _voter(db: Session, row: ApprovalRow, requirement: Requirement, actor: Actor) -> LoginRow:
    """The login of whoever votes, as it is now and stays until the vote is kept."""
    if actor.id == row.maker_id:
        raise own_request()
    login = db.scalar(
        select(LoginRow)
        .where(LoginRow.id == actor.id, LoginRow.is_disabled.is_(False))
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    if login is None or login.role not in requirement.checker_roles:
        raise Forbidden(
            "not_a_checker",
            "Your role does not decide this.",
            next_step="Ask somebody of the roles that the page names.",
        )
    if person_key(login.email) == row.maker_person:
        raise own_request()
    return login


def own_request() -> Refused:
    return Refused(
        "maker_is_checker",
        "You asked for it, so another person decides.",
        next_step="Another login of yours does not help: take it back, or ask a colleague.",
    )
