"""One request: exactly what will happen, what to judge it by, and a yes or a no."""

from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.access.circumstances import Circumstances, circumstances_of
from app.banking.approvals.actions.vote import Ballot
from app.banking.approvals.queries import ApprovalDetail, approval_detail
from app.banking.approvals.rule_words import case_words, people_words, roles_words, upper
from app.banking.approvals.rules import Change, Status
from app.banking.decisions.actions.decide import Outcome, decide
from app.banking.decisions.actions.end_request import withdraw_request
from app.banking.ledger.transactions import TransactionDetail, transactions_of
from app.banking.related.queries import of_approval
from app.kernel.errors import Refused
from app.kernel.ids import ApprovalId
from app.kernel.text import masked
from app.web.account.browsers import browser_words
from app.web.approval_pages.desk import desk, is_bank, me, refusals
from app.web.approval_pages.forms import VoteForm
from app.web.door import allow, moved_to, page, work
from app.web.object_pages.related import Branches, related_groups
from app.web.object_pages.steps import Step, step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context
from app.web.proof import is_proved, needs_proof

SAID = {
    Outcome.COUNTED: ("Your yes is counted. Another person has to agree as well.", "success"),
    Outcome.EXECUTED: ("Approved and done.", "success"),
    Outcome.REJECTED: ("You said no. Nothing happens.", "success"),
    Outcome.EXPIRED: ("It was too late: the request has expired. Nothing happens.", "warning"),
    Outcome.VOID: ("It has changed since it was asked for, so nothing happens.", "warning"),
}
SETTERS = {"partner": "Own rule", "bank": "Floor of the bank", "house rule": "Always"}
MOVING = ("payment", "adjustment")
NUMBER = "Account number"  # shown whole to those who decide about it, and to nobody else


@allow("approvals.view")
def show(approval_id: ApprovalId) -> ResponseReturnValue:
    return _shown(approval_id, VoteForm(formdata=None))


@allow("approvals.decide")
@needs_proof
def create_vote(approval_id: ApprovalId) -> ResponseReturnValue:
    """Vote; when that was the last yes needed, this door executes what was approved."""
    form = VoteForm()
    if not form.validate():
        return _shown(approval_id, form, status=422)
    ballot = Ballot(
        is_yes=request.form.get("answer") == "yes",
        seen=form.seen.data or "",
        note=form.note.data or "",
    )
    outcome = None
    with refusals() as told:
        outcome = decide(
            desk(), approval_id=approval_id, ballot=ballot, actor=work.actor, now=work.now
        )
    if outcome is None:
        return _shown(approval_id, form, refused=told[0], status=422)
    flash(*SAID[outcome])
    return moved_to("approvals.show", approval_id=approval_id)


@allow("approvals.withdraw")
def create_withdrawal(approval_id: ApprovalId) -> ResponseReturnValue:
    withdraw_request(desk(), approval_id=approval_id, actor=work.actor, now=work.now)
    flash("Taken back. Nothing happens.", "success")
    return moved_to("approvals.show", approval_id=approval_id)


def _shown(
    approval_id: ApprovalId,
    form: VoteForm,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    found = approval_detail(desk(), approval_id, now=work.now)
    if request.method == "GET":
        form.seen.data = found.asked.shown_sha256
    standing = _standing(found)
    return page(
        "approval_pages/show.html",
        status=status,
        found=found,
        line=found.line,
        changes=_changes(found, is_whole=standing["can_decide"]),
        has_before=any(change.before for change in found.changes),
        asked_with=(asked_with := _asked_with(found)),
        browser=browser_words(asked_with.browser) if asked_with else "",
        reasons=_reasons(found),
        checkers=roles_words(found.checker_roles),
        subject_href=_subject_href(found),
        form=form,
        refused=refused,
        is_proved=is_proved(),
        fragment=timeline_fragment(),
        posted=_posted(found),
        **object_context(
            desk(),
            "approval",
            approval_id,
            found.line,
            steps=_steps(found, standing),
            related=related_groups(desk(), _beside(found)),
        ),
        **standing,
    )


def _reasons(found: ApprovalDetail) -> list[tuple[str, str, str]]:
    """Which rules ask for it: whose each is, in which case, and for how many people."""
    return [
        (SETTERS[rule.setter], upper(case_words(rule.terms)), people_words(rule.terms.required))
        for rule in found.rules
    ]


def _posted(found: ApprovalDetail) -> list[TransactionDetail]:
    """The double entry that came of it, where money moved and the reader sees the books."""
    is_done = found.line.status == Status.EXECUTED and found.asked.subject_kind in MOVING
    if not is_done or work.host.surface != "console" or not work.may("ledger.view"):
        return []
    return transactions_of(desk(), found.asked.subject_id)


def _beside(found: ApprovalDetail) -> Branches:
    asked = found.asked
    return of_approval(asked.id, asked.subject_kind, asked.subject_id, asked.customer_id)


def _ending(status: str) -> str:
    return {"executed": "approved", "void": "no longer valid"}.get(status, status)


def _steps(found: ApprovalDetail, standing: dict[str, Any]) -> list[Step]:
    """Deciding, and why not."""
    why = "" if standing["is_waiting"] else f"It has ended: {_ending(found.line.status)}."
    if standing["is_own"]:
        why = why or "You asked for it, so another person decides."
    elif standing["has_voted"]:
        why = why or "You have said yes; another person has to agree as well."
    elif not standing["can_decide"]:
        why = why or f"It is decided by: {roles_words(found.checker_roles)}."
    return [step("Decide", "approvals.decide", unless=why, href="#decide", mark="check")]


def _standing(found: ApprovalDetail) -> dict[str, Any]:
    """What the one who looks may do about it; `decide` has the last word."""
    reader, is_waiting = me(), found.line.status == "pending"
    is_own = found.asked.maker_id == reader.login_id
    has_voted = any(vote.voter_id == reader.login_id for vote in found.votes)
    can_decide = (
        is_waiting
        and not is_own
        and not has_voted
        and reader.role in found.checker_roles
        and work.may("approvals.decide")
    )
    return {
        "is_waiting": is_waiting,
        "is_own": is_own,
        "has_voted": has_voted,
        "can_decide": can_decide,
    }


def _changes(found: ApprovalDetail, *, is_whole: bool) -> list[Change]:
    if is_whole:
        return list(found.changes)
    return [
        Change(each.label, masked(each.after), each.before) if each.label == NUMBER else each
        for each in found.changes
    ]


def _asked_with(found: ApprovalDetail) -> Circumstances | None:
    """How the maker was signed in; sessions are the app role's to read."""
    return circumstances_of(desk(), found.maker_session) if found.maker_session else None


def _subject_href(found: ApprovalDetail) -> str:
    """The page of the thing itself, where this surface has one and the reader may see it."""
    if is_bank():
        return ""
    pages = {
        "payment": ("payments.show", "payment_id", "payments.view"),
        "adjustment": ("ledger.adjustment", "adjustment_id", "ledger.view"),
    }
    endpoint, name, permission = pages.get(found.asked.subject_kind, ("", "", ""))
    if not endpoint or not work.may(permission):
        return ""
    return url_for(endpoint, **{name: found.asked.subject_id})
