"""Other terms of an identity provider once a second person has agreed."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.banking.approvals.queries import Asked
from app.banking.decisions.executor import Executor, Occasion
from app.banking.sso.queries import provider_detail
from app.banking.team.actions.apply_provider_terms import apply_provider_terms
from app.banking.team.provider_proposals import provider_in, provider_proposal, terms_in
from app.kernel.errors import NotFound
from app.storage.clock import wall_now


def present(db: Session, asked: Asked, now: datetime) -> dict[str, Any] | None:
    """Against the terms as they are now: whatever was changed meanwhile voids the request."""
    del now
    try:
        provider = provider_detail(db, provider_in(asked.bound))
    except NotFound:
        return None
    return provider_proposal(provider, terms_in(asked.bound)).shown


def execute(db: Session, asked: Asked, occasion: Occasion) -> None:
    """Whoever agrees to make it the only way in has walked it as well."""
    apply_provider_terms(
        db,
        provider_in(asked.bound),
        terms_in(asked.bound),
        actor=occasion.actor,
        now=occasion.now,
        wall=wall_now(),
    )


PROVIDER_CHANGE = Executor(present, execute)
