"""Send somebody of the team a letter in the look of the draft."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.access.queries import SignedIn
from app.banking.brands.queries import draft_of, look_now
from app.banking.mail.actions.send_letter import send_letter
from app.banking.mail.rules import Letter
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import MailId
from themes.document import digest_of

KIND = "brand_sample"


def send_sample(db: Session, who: SignedIn, *, actor: Actor, now: datetime) -> MailId:
    """One for each minute and look; raises Refused where somebody has no address."""
    if not who.email:
        raise Refused("no_email", "There is no address to send it to.")
    draft = draft_of(db)
    digest = draft.digest if draft else digest_of(look_now(db))
    letter = Letter(
        kind=KIND,
        to_email=who.email,
        to_name=who.name,
        login_id=who.login_id,
        values={"look": digest},
    )
    key = f"{who.login_id} {digest} {now:%Y-%m-%dT%H:%M}"
    return send_letter(db, letter, key=key, actor=actor, now=now)
