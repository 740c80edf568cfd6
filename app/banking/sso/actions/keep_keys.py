"""Keep the keys a provider signs with now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.sso.tables import IdentityProviderRow
from app.kernel.ids import IdentityProviderId


def keep_keys(
    db: Session, provider_id: IdentityProviderId, keys: Mapping[str, Any], *, wall: datetime
) -> None:
    """An observation of what is published; nothing of ours changes, so nothing is recorded."""
    db.execute(
        update(IdentityProviderRow)
        .where(IdentityProviderRow.id == provider_id)
        .values(keys=dict(keys), keys_fetched_at=wall)
    )
