"""Letters on their way: recipient and values encrypted; the values go once a letter is sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.languages import ENGLISH, LANGUAGES
from app.storage.base import Base, Identified, PartnerOwned, within_partner
from app.storage.types import one_of

MAIL_STATUSES = ("queued", "sent", "failed")


class MailRow(PartnerOwned, Identified, Base):
    """One letter to one person, in the name of the partner whose surface the person uses."""

    __tablename__ = "mail"

    customer_id: Mapped[UUID | None]
    login_id: Mapped[UUID | None]
    surface: Mapped[str]
    language: Mapped[str] = mapped_column(server_default=ENGLISH)
    kind: Mapped[str]
    key: Mapped[str]
    status: Mapped[str]
    recipient: Mapped[bytes]
    contents: Mapped[bytes | None]
    data_key_id: Mapped[UUID]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    failure: Mapped[str | None]

    __table_args__ = (
        # No key to partner: every letter of a partner would lock that one row.
        within_partner("data_key_id", "data_key"),
        within_partner("login_id", "login"),
        UniqueConstraint("partner_id", "kind", "key"),
        Index("ix_mail_latest", "partner_id", "surface", "created_at", "id"),
        Index("ix_mail_customer", "partner_id", "customer_id", "created_at", "id"),
        one_of("surface", ("portal", "console", "oversight")),
        one_of("language", tuple(LANGUAGES)),
        one_of("status", MAIL_STATUSES),
    )
