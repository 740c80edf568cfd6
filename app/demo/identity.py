"""An identity provider beside the demo, and the people it knows; only ever when asked for."""

import json
import sys

from app.banking.sso.actions.set_up_provider import Found, ProviderTerms, set_up_provider
from app.banking.sso.discovery import read_published
from app.banking.sso.peer import fetch_discovery, fetch_keys
from app.banking.sso.queries import providers
from app.config import Config
from app.demo.brands import BRANDS
from app.kernel.actor import OPERATOR
from app.kernel.errors import Refused
from app.outbound.places import Reach
from app.storage import crypto
from app.storage.clock import wall_now
from app.storage.scope import Scope
from app.storage.session import connect, partner_work, session_for
from tenants.resolve import resolve_host

PACKAGE = "oidc_provider_mock"
HOST = BRANDS[0].console_host
SECRET = "the demo's own client secret"  # noqa: S105 -- the packaged provider takes any
ROLES = (("owners", "owner"), ("operators", "operations"), ("helpers", "support"))
PEOPLE = (
    ("nadia", "Nadia Ferro", ["owners"], ["pwd", "mfa"], "an owner; the provider asks for both"),
    ("theo", "Theo Brandt", ["operators"], ["pwd"], "operations; our second factor follows"),
    ("sam", "Sam Quill", ["book-club"], ["pwd", "mfa"], "nobody here: the groups give no role"),
)


def command(port: int) -> list[str]:
    """How the packaged provider is started, with its people."""
    words = [sys.executable, "-m", PACKAGE, "--port", str(port)]
    for subject, name, groups, methods, _ in PEOPLE:
        claims = {
            "sub": subject,
            "name": name,
            "email": f"{subject}@people.example",
            "groups": groups,
            "amr": methods,
        }
        words += ["--user-claims", json.dumps(claims)]
    return words


def set_up(config: Config, issuer: str) -> None:
    """Tell Harbor's console of it, once; raises Refused where there is no demo world."""
    connect(config)
    crypto.use_keys(config)
    tell_console(HOST, issuer)


def tell_console(name: str, issuer: str) -> None:
    """The console of a host has the provider on its sign-in page from now on."""
    with session_for("app", Scope()) as db:
        host = resolve_host(db, name)
    if host is None:
        raise Refused("no_demo", "There is no demo world here; `guildhall up` makes one.")
    reach = Reach.PUBLIC_AND_LOOPBACK
    document = fetch_discovery(issuer, reach)
    found = Found(document, fetch_keys(read_published(document, issuer), reach))
    terms = ProviderTerms("People", "guildhall", "groups", ROLES, secret=SECRET)
    with partner_work(host.partner_id) as db:
        if issuer not in {each.issuer for each in providers(db)}:
            set_up_provider(db, issuer, terms, found, actor=OPERATOR, now=wall_now())
