"""What an unfinished change does, in one sentence: whom or what it is about, and how much.

Only those who may do it are told, from what is kept of it and of the thing itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.banking.access.key_ring import passkeys_of
from app.banking.access.matrix import ROLES
from app.banking.adjustments.queries import adjustment_detail
from app.banking.approvals.listing import LABELS
from app.banking.approvals.queries import approval_detail
from app.banking.approvals.rule_queries import rule_lines
from app.banking.customers.queries import customer_detail
from app.banking.payments.queries import payment_detail
from app.banking.sso.queries import provider_detail
from app.banking.team.queries import networks_in_force
from app.kernel.errors import DomainError, NotFound
from app.kernel.languages import gettext as _
from app.kernel.money import parse_amount
from app.storage.session import partner_work
from app.web.approval_pages.desk import desk
from app.web.door import work
from app.web.team_pages.whom import member_here


@dataclass(frozen=True, slots=True)
class Asked:
    """The ids in its address, and what was typed."""

    ids: Mapping[str, Any]
    typed: Mapping[str, str]

    def said(self, name: str) -> str:
        return self.typed.get(name, "").strip()

    @property
    def member(self) -> str:
        return member_here(self.ids["login_id"]).name

    @property
    def role(self) -> str:
        role = ROLES.get(self.said("role"))
        return role.label if role else self.said("role")


def _vote(asked: Asked) -> str:
    found = approval_detail(desk(), asked.ids["approval_id"], now=work.now).line
    verb = "Approve" if asked.said("answer") == "yes" else "Reject"
    amount = str(found.amount) if found.amount else ""
    much = f" ({amount})" if amount and amount not in found.title else ""
    return f"{verb}: {found.title}{much}"


def _adjustment(asked: Asked) -> str:
    found = adjustment_detail(work.db, asked.ids["adjustment_id"], now=work.now).summary
    amounts = " and ".join(map(str, found.amounts))
    return f"Post an adjustment of {amounts}: {found.reason}"


def _replacement(asked: Asked) -> str:
    old = payment_detail(work.db, asked.ids["payment_id"])
    amount = parse_amount(asked.said("amount"), old.amount.currency)
    return f"Send {amount} to {asked.said('name')}, in place of {old.amount} to " + (
        old.counterparty_name
    )


def _network(asked: Asked) -> str:
    known = {each.id: each for each in networks_in_force(work.staff)}
    found = known.get(asked.ids["network_id"])
    return f"Take {found.network} ({found.label}) off the list" if found else ""


def _passkey(asked: Asked) -> str:
    assert work.login is not None  # noqa: S101 -- whoever is asked for a proof is known
    with partner_work(work.host.partner_id) as db:
        known = {each.id: each.name for each in passkeys_of(db, work.login.login_id)}
    if asked.ids["passkey_id"] not in known:
        raise NotFound("passkey")
    return known[asked.ids["passkey_id"]]


def _provider(asked: Asked) -> str:
    with partner_work(work.host.partner_id) as db:
        return provider_detail(db, asked.ids["identity_provider_id"]).name


def _rule(asked: Asked) -> str:
    return f"Set an approval rule: {LABELS.get(asked.said('action'), '')}"


def _known_rule(verb: str) -> Callable[[Asked], str]:
    def said(asked: Asked) -> str:
        lines = {each.rule_id: each for each in rule_lines(desk())}
        found = lines.get(asked.ids["rule_id"])
        return f"{verb} an approval rule: {LABELS[found.terms.action]}" if found else ""

    return said


SENTENCES: Mapping[str, Callable[[Asked], str]] = {
    "team.create_invitation": lambda it: f"Invite {it.said('name')} as {it.role}",
    "team.resend_invitation": lambda it: f"Invite {it.member} once more",
    "team.remove_invitation": lambda it: f"Take back the invitation of {it.member}",
    "team.create_role": lambda it: f"Change the role of {it.member} to {it.role}",
    "team.create_term": lambda it: f"Set the days on which {it.member} has access",
    "team.remove_access": lambda it: f"End the access of {it.member}",
    "team.create_access": lambda it: f"Let {it.member} come in again",
    "team.remove_factors": lambda it: f"Ask {it.member} for a new second factor",
    "team.create_address": lambda it: f"Let the team come from {it.said('network')}",
    "team.remove_address": _network,
    "approvals.create_vote": _vote,
    "approvals.create_rule": _rule,
    "approvals.create_version": _known_rule("Change"),
    "approvals.end_rule": _known_rule("End"),
    "ledger.create_approval": _adjustment,
    "payments.create_replacement": _replacement,
    "customers.create_disclosure": lambda it: (
        f"Show whole what is masked of {customer_detail(work.db, it.ids['customer_id']).name}"
    ),
    "sso.create_provider": lambda it: f"Set up single sign-on with {it.said('issuer')}",
    "sso.change_terms": lambda it: f"Change the terms of single sign-on with {_provider(it)}",
    "sso.create_test": lambda it: f"Look again at what {_provider(it)} publishes",
    "account.create_email": lambda it: _(
        "Change your e-mail to %(address)s", address=it.said("email")
    ),
    "account.create_recovery_codes": lambda _it: _("Make new recovery codes"),
    "account.create_authenticator_removal": lambda _it: _("Remove your authenticator app"),
    "account.create_passkey_removal": lambda it: _(
        "Remove the passkey “%(name)s”", name=_passkey(it)
    ),
    "account.create_passkey_name": lambda it: _(
        "Call the passkey “%(old)s” “%(name)s”", old=_passkey(it), name=it.said("name")
    ),
}


def sentence(endpoint: str, ids: Mapping[str, Any], typed: Mapping[str, str]) -> str:
    """Empty where nothing can be said of it: it is gone meanwhile, or no sentence is known."""
    known = SENTENCES.get(endpoint)
    try:
        return known(Asked(ids, typed)) if known else ""
    except DomainError:
        return ""
