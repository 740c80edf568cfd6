"""Change an identity provider's terms, at once or after a second person has agreed."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.approvals.actions.ask import ask
from app.banking.sso.actions.set_up_provider import (
    ProviderTerms,
    change_provider,
    check_own_way_in,
)
from app.banking.sso.queries import Provider
from app.banking.team.actions.apply_provider_terms import apply_provider_terms
from app.banking.team.provider_proposals import provider_proposal, terms_of
from app.kernel.actor import Actor
from app.kernel.ids import ApprovalId


def ask_to_change_provider(
    db: Session,
    provider: Provider,
    terms: ProviderTerms,
    *,
    actor: Actor,
    now: datetime,
    wall: datetime,
) -> ApprovalId | None:
    """The request that waits now, or None: it is done, and `change_provider` wrote the record.

    Nobody is asked before fewer people come in: a provider that is off, or is turned off, waits
    for nobody. A new secret is kept at once: it lets nobody in who could not come before.
    """
    if terms.is_forced and not provider.is_forced:
        check_own_way_in(db, provider.id, actor)
    if terms.is_enabled and replace(terms, secret=None) != terms_of(provider):
        waits = ask(db, provider_proposal(provider, terms), actor=actor, now=now)
        if waits is not None:
            if terms.secret:
                kept = replace(terms_of(provider), secret=terms.secret)
                change_provider(db, provider.id, kept, actor=actor, now=now)
            return waits
    apply_provider_terms(db, provider.id, terms, actor=actor, now=now, wall=wall)
    return None
