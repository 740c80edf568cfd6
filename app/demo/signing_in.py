"""Who may sign in where, printed when the bank opens; only ever of the demo."""

from app.config import Config
from app.demo.brands import BANKS, BRANDS, PASSWORD, Staff
from app.demo.totp import CUSTOMERS_WITH_APP

SignIn = tuple[str, str, str]  # surface, host, how to sign in


def sign_ins(config: Config) -> list[SignIn]:
    """Each surface with somebody who may use it; staff need a one-time code as well."""
    del config
    rows: list[SignIn] = []
    for brand in BRANDS:
        customer = f"ada@example.com · {PASSWORD}"
        rows.append((f"{brand.name} portal", brand.portal_host, customer))
        owner = _with_code(brand.staff[0], brand.slug)
        rows.append((f"{brand.name} console", brand.console_host, owner))
    for bank in BANKS:
        officer = _with_code(bank.officers[0], bank.slug)
        rows.append((f"{bank.name} oversight", bank.oversight_host, officer))
    return rows


def _with_code(member: Staff, slug: str) -> str:
    email = member.email(slug)
    return f"{email} · {PASSWORD} · code: .venv/bin/guildhall code {email}"


def emails_with_code() -> frozenset[str]:
    """Everybody whom an authenticator app stands in for: all staff, and Grace."""
    ours = [(brand.slug, member) for brand in BRANDS for member in brand.staff]
    ours += [(bank.slug, member) for bank in BANKS for member in (*bank.officers, *bank.examiners)]
    return CUSTOMERS_WITH_APP | {member.email(slug) for slug, member in ours}
