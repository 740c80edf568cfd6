"""A partner has left: what the operator's command does, as the database's owner."""

from contextlib import ExitStack
from pathlib import Path

from app.banking.partners.actions.erase_partner import Erased, erase_partner
from app.config import Config
from app.kernel.actor import OPERATOR
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import PartnerId
from app.storage import crypto
from app.storage.clock import business_now
from app.storage.owner import owner_work
from app.storage.session import clock_reading, connect, partner_work
from tenants.resolve import partner_of, partner_refs


def erase(config: Config, *, slug: str, out: Path, reason: str) -> Erased:
    """Raises NotFound, and Refused: a bank's own books, customers' money, a file in the way."""
    connect(config)
    crypto.use_keys(config)
    with clock_reading() as db:
        refs, now = partner_refs(db), business_now(db)
    partner = next((ref for ref in refs if _slug(ref.id) == slug), None)
    if partner is None:
        raise NotFound("partner")
    if partner.is_house:
        raise Refused("bank_itself", "A bank's own books are not a partner's.")
    if out.exists():
        raise Refused("file_exists", f"{out} is there already, and nothing is written over it.")
    with ExitStack() as undo:
        undo.callback(out.unlink, missing_ok=True)  # nothing erased, so nothing handed over
        with owner_work(config, partner.id) as db:
            erased = erase_partner(db, out, reason=reason, actor=OPERATOR, now=now)
        undo.pop_all()
    return erased


def _slug(partner_id: PartnerId) -> str:
    with partner_work(partner_id) as db:
        return partner_of(db, partner_id).slug
