"""What a second person is shown before another provider, or other terms, let people in."""

import json
from typing import Any
from uuid import UUID

from app.banking.access.matrix import ROLES
from app.banking.approvals.actions.ask import Proposal
from app.banking.approvals.rules import Change, shown_of
from app.banking.sso.actions.set_up_provider import ProviderTerms
from app.banking.sso.queries import Provider
from app.banking.sso.rules import SECOND_FACTORS
from app.kernel.ids import IdentityProviderId

CHANGE = "sso.change"


def provider_proposal(provider: Provider, terms: ProviderTerms) -> Proposal:
    """The terms as they are and as they would be; a secret is no part of what is agreed to."""
    before = _words(terms_of(provider))
    changes = [
        Change(label, after, before[label])
        for label, after in _words(terms).items()
        if after != before[label]
    ]
    shown = shown_of(
        f"Change the identity provider {provider.name}",
        [Change("Issuer", provider.issuer, provider.issuer), *changes],
        provider_id=str(provider.id),
        terms=json.dumps(terms.values(), sort_keys=True),
    )
    return Proposal(CHANGE, ("identity_provider", provider.id), shown)


def terms_of(provider: Provider) -> ProviderTerms:
    """The terms in force; their secret stays where it is."""
    return ProviderTerms(
        name=provider.name,
        client_id=provider.client_id,
        role_claim=provider.role_claim,
        role_map=provider.role_map,
        second_factor=provider.second_factor,
        required_acr=provider.required_acr,
        max_age_seconds=provider.max_age_seconds,
        is_enabled=provider.is_enabled,
        is_forced=provider.is_forced,
    )


def terms_in(bound: dict[str, Any]) -> ProviderTerms:
    """The terms behind what was shown."""
    values = json.loads(bound["terms"])
    lines = tuple((value, role) for value, role in values.pop("role_map"))
    return ProviderTerms(role_map=lines, **values)


def provider_in(bound: dict[str, Any]) -> IdentityProviderId:
    return IdentityProviderId(UUID(bound["provider_id"]))


def _words(terms: ProviderTerms) -> dict[str, str]:
    lines = [f"{value}: {ROLES[role].label}" for value, role in terms.role_map]
    age = terms.max_age_seconds
    return {
        "Name": terms.name,
        "Client ID": terms.client_id,
        "Claim with the roles": terms.role_claim,
        "Who gets which role": "; ".join(lines),
        "Second factor": {str(name): label for name, label in SECOND_FACTORS.items()}[
            terms.second_factor
        ],
        "Required authentication class": terms.required_acr or "Any",
        "Signed in at the provider": f"At most {age} s ago" if age is not None else "At any time",
        "People may sign in with it": "Yes" if terms.is_enabled else "No",
        "The only way in": "Yes" if terms.is_forced else "No",
    }
