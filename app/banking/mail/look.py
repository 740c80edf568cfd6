"""In whose name a letter is written: brand, colours, the bank's sentence, its links' host."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.kernel.ids import PartnerId
from tenants.legal import bank_legal
from tenants.resolve import Partner, hosts_of, partner_of
from themes.css import theme_print_variables
from themes.resolve import brand_named
from themes.tokens import Theme

# A letter never knows in which scheme it is read; paper's colours are the light ones.
COLOURS = ("canvas", "surface", "line", "text", "text-muted", "brand", "on-brand", "brand-text")
SANDBOX = "Test \N{EN DASH} simulated bank, no real money"


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
    theme = brand_named(db, partner.id, partner.theme).theme
    origin = origin_of(hosts_of(db, partner_id)[surface])
    return look_in(partner, theme, origin=origin, is_sandbox=is_sandbox)


def look_in(partner: Partner, theme: Theme, *, origin: str, is_sandbox: bool) -> Look:
    """The look of a partner's letters in a theme, be it shown already or not."""
    variables = theme_print_variables(theme)
    return Look(
        brand=partner.name,
        monogram=theme.monogram,
        support_email=partner.support_email,
        legal=bank_legal(partner),
        origin=origin,
        sandbox=SANDBOX if is_sandbox else "",
        colours={name: variables[name] for name in COLOURS},
        radius=variables["radius"],
    )
