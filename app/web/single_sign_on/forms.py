"""The forms of an identity provider's settings."""

from collections.abc import Mapping

from wtforms import BooleanField, IntegerField, PasswordField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.banking.sso.actions.set_up_provider import ProviderTerms
from app.banking.sso.queries import Provider
from app.banking.sso.rules import SECOND_FACTORS
from app.web.forms import Form

NAME_LENGTH_MAX, TEXT_LENGTH_MAX, SECRET_LENGTH_MAX = 60, 255, 1_000
VALUES_LENGTH_MAX = 600
AGE_MINUTES_MAX = 24 * 60
NAMED = InputRequired("Enter a name: it stands on the sign-in button.")


class TermsForm(Form):
    """What an owner decides about a provider; the claim's values stand beside it, one a role."""

    name = StringField("Name", validators=[NAMED, Length(max=NAME_LENGTH_MAX)])
    client_id = StringField(
        "Client ID",
        validators=[
            InputRequired("Enter the client ID that the provider gave you."),
            Length(max=TEXT_LENGTH_MAX),
        ],
    )
    secret = PasswordField("Client secret", validators=[Length(max=SECRET_LENGTH_MAX)])
    role_claim = StringField(
        "Claim with the roles",
        default="groups",
        description="The part of the provider's answer that names groups or roles.",
        validators=[InputRequired("Enter the claim's name."), Length(max=TEXT_LENGTH_MAX)],
    )
    second_factor = SelectField(
        "Second factor", choices=[SelectChoice(*each) for each in SECOND_FACTORS.items()]
    )
    required_acr = StringField(
        "Required authentication class (acr)",
        description="One or more, separated by blanks; others are refused. Leave empty for any.",
        validators=[Optional(), Length(max=TEXT_LENGTH_MAX)],
    )
    max_age_minutes = IntegerField(
        "Sign-in at the provider at most so many minutes ago",
        description="Leave empty to accept the provider's own session.",
        validators=[
            Optional(),
            NumberRange(0, AGE_MINUTES_MAX, f"Enter 0 to {AGE_MINUTES_MAX} minutes."),
        ],
    )


class NewProviderForm(TermsForm):
    issuer = StringField(
        "Issuer",
        description="The address the provider publishes, such as https://login.example.com",
        validators=[InputRequired("Enter the issuer's address."), Length(max=TEXT_LENGTH_MAX)],
    )

    def validate_secret(self, field: PasswordField) -> None:
        InputRequired("Enter the client secret that the provider gave you.")(self, field)


class KnownProviderForm(TermsForm):
    is_enabled = BooleanField(
        "People may sign in with it", description="Its button stands on the sign-in page."
    )
    is_forced = BooleanField(
        "Everybody on the team must sign in with it",
        description="Passwords and passkeys of ours no longer open a session, and whoever is "
        "signed in another way is signed out, you as well.",
    )


def role_values(form: Mapping[str, str], roles: Mapping[str, str]) -> dict[str, str]:
    """What was typed beside each role."""
    return {role: form.get(f"role-{role}", "").strip()[:VALUES_LENGTH_MAX] for role in roles}


def role_map(typed: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Lines in the order of the roles, the widest first; values are separated by commas."""
    return tuple(
        (value.strip(), role)
        for role, values in typed.items()
        for value in values.split(",")
        if value.strip()
    )


def terms_of(
    form: TermsForm, lines: tuple[tuple[str, str], ...], known: Provider | None
) -> ProviderTerms:
    """The form as terms; a new provider is off until its owner has told the provider of us."""
    is_known = isinstance(form, KnownProviderForm)
    minutes = form.max_age_minutes.data
    return ProviderTerms(
        name=form.name.data or "",
        client_id=form.client_id.data or "",
        role_claim=form.role_claim.data or "",
        role_map=lines,
        second_factor=form.second_factor.data,
        required_acr=form.required_acr.data or None,
        max_age_seconds=None if minutes is None else minutes * 60,
        is_enabled=known is not None and is_known and form.is_enabled.data,
        is_forced=known is not None and is_known and form.is_enabled.data and form.is_forced.data,
        secret=form.secret.data or None,
    )


def filled(provider: Provider) -> KnownProviderForm:
    """The form as the provider is now; its secret is never shown again."""
    seconds = provider.max_age_seconds
    return KnownProviderForm(
        data={
            "name": provider.name,
            "client_id": provider.client_id,
            "role_claim": provider.role_claim,
            "second_factor": provider.second_factor,
            "required_acr": provider.required_acr or "",
            "max_age_minutes": None if seconds is None else seconds // 60,
            "is_enabled": provider.is_enabled,
            "is_forced": provider.is_forced,
        }
    )


def typed_of(provider: Provider, roles: Mapping[str, str]) -> dict[str, str]:
    """The map as it is typed: each role with the values that give it."""
    return {
        role: ", ".join(value for value, given in provider.role_map if given == role)
        for role in roles
    }
