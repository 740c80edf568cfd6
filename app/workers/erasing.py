"""A partner has left: what the operator's command does, as the database's owner."""

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
    """Raises NotFound, and Refused for a bank's own books or while customers have money."""
    connect(config)
    crypto.use_keys(config)
    with clock_reading() as db:
        refs, now = partner_refs(db), business_now(db)
    partner = next((ref for ref in refs if _slug(ref.id) == slug), None)
    if partner is None:
        raise NotFound("partner")
    if partner.is_house:
        raise Refused("bank_itself", "A bank's own books are not a partner's.")
    try:
        with owner_work(config, partner.id) as db:
            return erase_partner(db, out, reason=reason, actor=OPERATOR, now=now)
    except BaseException:
        out.unlink(missing_ok=True)  # nothing was erased, so nothing was handed over
        raise


def _slug(partner_id: PartnerId) -> str:
    with partner_work(partner_id) as db:
        return partner_of(db, partner_id).slug
