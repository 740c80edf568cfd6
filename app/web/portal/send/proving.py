"""A send that needs a fresh proof: what was typed is kept, and comes back with the person."""

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.access.drafts import forget_draft, keep_draft, read_draft
from app.banking.access.queries import SignedIn
from app.banking.payments.step_up import why_prove
from app.kernel.ids import PaymentId
from app.storage.session import partner_work
from app.web.door import moved_to, work
from app.web.proof import is_proved, to_proof
from app.web.sending import Sending, send


class ProofDue(Exception):
    """The payment may go once its owner has proved who they are; nothing of it is kept."""


def send_proved(asked: Sending) -> PaymentId:
    """Send; raises ProofDue where a proof is due and the last one is old, or was a password's.

    A customer needs a second factor for this, however fresh their password.
    """
    payment_id = send(work, asked)
    reason = why_prove(work.db, payment_id, now=work.now)
    if reason and not (is_proved() and _who().has_second_factor):
        raise ProofDue
    return payment_id


def prove_first(asked: Sending) -> ResponseReturnValue:
    """Keep what was typed, forget the payment, and ask for the proof or for a second factor."""
    work.finish(is_good=False)
    place = _place(asked.way)
    with partner_work(work.host.partner_id) as db:
        typed = dict(asked.form.carried())
        keep_draft(db, _who(), place=place, values=typed, wall=work.wall)
    back = url_for("send.new", way=asked.way, again=1)
    if not _who().has_second_factor:
        return moved_to("account.more_factors", next=back)
    return to_proof(back)


def typed_before(way: str) -> dict[str, str]:
    """What stood in the form before the proof was asked for."""
    with partner_work(work.host.partner_id) as db:
        return read_draft(db, _who(), place=_place(way), wall=work.wall)


def forget_typed() -> None:
    with partner_work(work.host.partner_id) as db:
        forget_draft(db, _who(), wall=work.wall)


def _place(way: str) -> str:
    return f"send/{way}"


def _who() -> SignedIn:
    assert work.login is not None  # noqa: S101 -- portal.use is behind a sign-in
    return work.login
