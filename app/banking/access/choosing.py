"""A password somebody chooses for a login: checked against its owner's own words, and hashed."""

from sqlalchemy.orm import Session

from app.banking.access.passwords import hash_password
from app.banking.access.rules import check_password
from app.kernel.ids import PartnerId
from app.storage.scope import current_scope
from tenants.resolve import partner_of


def chosen_password(db: Session, password: str, *, kind: str, email: str, name: str) -> str:
    """The hash to keep; raises Refused("password_short", "…_long", "…_common", "…_about_you")."""
    owner = current_scope(db).partner_id
    brand = partner_of(db, PartnerId(owner)).name if owner else ""
    check_password(password, kind=kind, about=(brand, email, name))
    return hash_password(password)
