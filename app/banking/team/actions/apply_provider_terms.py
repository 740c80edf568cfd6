"""Put an identity provider's other terms in force, and end what they leave no place for."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.access.actions.end_sessions import end_sessions_of_other_ways
from app.banking.sso.actions.set_up_provider import ProviderTerms, change_provider
from app.kernel.actor import Actor
from app.kernel.ids import IdentityProviderId


def apply_provider_terms(
    db: Session,
    provider_id: IdentityProviderId,
    terms: ProviderTerms,
    *,
    actor: Actor,
    now: datetime,
    wall: datetime,
) -> None:
    """As the only way in it is so at once: whoever came another way comes in by it, or not at all.

    That holds for the one who decides it as well. `change_provider` writes the record, and each
    login whose sessions end has one.
    """
    change_provider(db, provider_id, terms, actor=actor, now=now)
    if terms.is_enabled and terms.is_forced:
        end_sessions_of_other_ways(db, actor=actor, wall=wall)
