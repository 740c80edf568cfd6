"""In which look a letter is written: what customers see, or the draft it is a sample of."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.banking.brands.queries import brand_by_digest
from app.banking.mail.look import Look, look_in, look_of
from app.banking.mail.rules import Kept
from app.kernel.ids import PartnerId
from tenants.resolve import hosts_of, partner_of

SAMPLE = "brand_sample"


def look_for(
    db: Session,
    partner_id: PartnerId,
    letter: Kept,
    *,
    origin_of: Callable[[str], str],
    is_sandbox: bool,
) -> Look:
    """Raises KeyError where the partner has no such surface."""
    asked = (letter.values or {}).get("look", "") if letter.kind == SAMPLE else ""
    if asked and (brand := brand_by_digest(db, asked)):
        origin = origin_of(hosts_of(db, partner_id)[letter.surface])
        return look_in(partner_of(db, partner_id), brand, origin=origin, is_sandbox=is_sandbox)
    return look_of(db, partner_id, letter.surface, origin_of=origin_of, is_sandbox=is_sandbox)
