"""In whose name a letter is written: brand, colours, the bank's sentence, its links' host."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.kernel.ids import PartnerId
from tenants.legal import bank_legal
from tenants.resolve import Partner, hosts_of, partner_of
from themes.css import theme_print_variables
from themes.document import BrandDocument
from themes.resolve import brand_named

# A letter never knows in which scheme it is read; paper's colours are the light ones.
COLOURS = ("canvas", "surface", "line", "text", "text-muted", "brand", "on-brand", "brand-text")
LOGO_HEIGHT = 28  # mail programs draw pictures as large as they are told
SANDBOX = "Test \N{EN DASH} simulated bank, no real money"


@dataclass(frozen=True, slots=True)
class MailLogo:
    """A picture that mail programs can show: no drawing, and its size is said."""

    src: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Look:
    """What every letter of a surface shares."""

    brand: str
    monogram: str
    support_email: str
    legal: str
    origin: str
    sandbox: str
    colours: Mapping[str, str]
    radius: str
    wording: Mapping[str, str] = field(default_factory=dict)
    logo: MailLogo | None = None


def look_of(
    db: Session,
    partner_id: PartnerId,
    surface: str,
    *,
    origin_of: Callable[[str], str],
    is_sandbox: bool,
) -> Look:
    """The look of the partner in scope; links lead to the host registered for the surface.

    Raises KeyError where the partner has no such surface.
    """
    partner = partner_of(db, partner_id)
    brand = brand_named(db, partner.id, partner.theme)
    origin = origin_of(hosts_of(db, partner_id)[surface])
    return look_in(partner, brand, origin=origin, is_sandbox=is_sandbox)


def look_in(
    partner: Partner, brand: BrandDocument, *, origin: str, is_sandbox: bool, pictures: str = ""
) -> Look:
    """The look of a partner's letters, be it shown already or not.

    `pictures` is where a preview serves them; a letter that leaves takes them from its host.
    """
    theme, light = brand.theme, brand.logos.get("light")
    variables = theme_print_variables(theme)
    logo = None
    if light and light.form == "png":
        width = max(1, round(light.width * LOGO_HEIGHT / light.height))
        folder = pictures or f"{origin}/theme/pictures"
        logo = MailLogo(f"{folder}/{light.file}", light.alt, width, LOGO_HEIGHT)
    return Look(
        brand=partner.name,
        monogram=theme.monogram,
        support_email=partner.support_email,
        legal=bank_legal(partner),
        origin=origin,
        sandbox=SANDBOX if is_sandbox else "",
        colours={name: variables[name] for name in COLOURS},
        radius=variables["radius"],
        wording=brand.wording,
        logo=logo,
    )
