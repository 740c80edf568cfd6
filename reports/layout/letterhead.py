"""Whose paper a document is written on: the theme, and the brand's own picture where it has one."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.kernel.ids import PartnerId
from themes.assets import picture_of
from themes.document import BrandDocument
from themes.pictures import Picture
from themes.tokens import Theme


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Paper has one scheme: the light one."""

    theme: Theme
    logo: Picture | None = None
    logo_alt: str = ""


def letterhead_of(db: Session, partner_id: PartnerId, look: BrandDocument) -> Letterhead:
    """The paper of a look; a picture that is gone leaves the mark of its tokens."""
    light = look.logos.get("light")
    logo = picture_of(db, partner_id, light.asset) if light else None
    return Letterhead(look.theme, logo, light.alt if light and logo else "")
