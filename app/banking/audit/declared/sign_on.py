"""Actions about identity providers and those they vouch for."""

from app.banking.audit.fields import Declared, Kind

PROVIDER = "identity_provider"
TERMS = {
    "name": Kind.WORDS,
    "client_id": Kind.WORDS,
    "role_claim": Kind.WORDS,
    "role_map": Kind.LIST,
    "second_factor": Kind.CODE,
    "required_acr": Kind.WORDS,
    "max_age_seconds": Kind.NUMBER,
    "is_enabled": Kind.FLAG,
    "is_forced": Kind.FLAG,
}

SIGN_ON = {
    "identity_provider.added": Declared(
        "Identity provider added", PROVIDER, {"issuer": Kind.WORDS}, TERMS
    ),
    "identity_provider.changed": Declared(
        "Identity provider changed",
        PROVIDER,
        {"issuer": Kind.WORDS, "has_new_secret": Kind.FLAG},
        TERMS,
    ),
    "identity_provider.tested": Declared(
        "Identity provider looked at again", PROVIDER, {"issuer": Kind.WORDS}
    ),
    "identity_provider.unforced": Declared(
        "Password sign-in allowed again by the operator", PROVIDER, {"issuer": Kind.WORDS}
    ),
    "identity.linked": Declared(
        "Login connected to an identity provider",
        "login",
        {"provider_id": Kind.ID, "issuer": Kind.WORDS},
    ),
    "sso.refused": Declared("Single sign-on refused", PROVIDER),
    "sso.signed_out": Declared("Signed out by the identity provider", "login"),
    "user.role_taken": Declared(
        "Role taken from the identity provider",
        "login",
        {"provider_id": Kind.ID},
        {"role": Kind.CODE},
    ),
    "user.role_kept": Declared(
        "Last owner's or officer's role kept against the identity provider",
        "login",
        {"role": Kind.CODE, "refused_role": Kind.CODE, "provider_id": Kind.ID},
    ),
}
