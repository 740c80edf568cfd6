"""The settings of single sign-on: which providers there are, what they publish, their terms."""

from typing import Any
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.access.actions.sign_in_with_provider import assignable_roles
from app.banking.access.rules import KIND_OF_SURFACE
from app.banking.sso.actions.set_up_provider import (
    Found,
    set_up_provider,
    take_what_is_published,
)
from app.banking.sso.discovery import read_published
from app.banking.sso.peer import check_endpoints, fetch_discovery, fetch_keys
from app.banking.sso.queries import Provider, provider_detail, providers
from app.banking.team.actions.ask_to_change_provider import ask_to_change_provider
from app.kernel.errors import DomainError
from app.kernel.ids import IdentityProviderId
from app.storage.session import partner_work
from app.web.door import allow, moved_to, page, work
from app.web.object_pages.sources import approvals_source
from app.web.object_pages.steps import step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context
from app.web.proof import needs_proof
from app.web.single_sign_on.browser import own_address, reach
from app.web.single_sign_on.forms import (
    KnownProviderForm,
    NewProviderForm,
    TermsForm,
    filled,
    role_map,
    role_values,
    terms_of,
    typed_of,
)

CONFIGURE = "sso.configure"
WAITS = "A second person has to agree first; until then nothing has changed."


@allow(CONFIGURE)
def index() -> ResponseReturnValue:
    with partner_work(work.host.partner_id) as db:
        found = providers(db)
    return page("single_sign_on/index.html", providers=found)


@allow(CONFIGURE)
@needs_proof
def new_provider() -> ResponseReturnValue:
    return _form_page(NewProviderForm(), dict.fromkeys(_roles(), ""))


@allow(CONFIGURE)
@needs_proof
def create_provider() -> ResponseReturnValue:
    """What the provider publishes is read first: one that cannot be read is not kept."""
    form, typed = NewProviderForm(), role_values(request.form, _roles())
    lines = role_map(typed)
    if not _is_good(form, lines):
        return _form_page(form, typed, status=422)
    issuer = form.issuer.data or ""
    try:
        found = _look(issuer)
        with partner_work(work.host.partner_id) as db:
            terms_given = terms_of(form, lines, None)
            provider_id = set_up_provider(
                db, issuer, terms_given, found, actor=work.actor, now=work.wall
            )
    except DomainError as refusal:
        form.refuse("issuer", refusal)
        return _form_page(form, typed, status=422)
    flash("The provider is set up and still off. Register the addresses below with it.", "success")
    return moved_to("sso.show", identity_provider_id=provider_id)


@allow(CONFIGURE)
def show(identity_provider_id: UUID) -> ResponseReturnValue:
    provider = _provider(identity_provider_id)
    return page(
        "single_sign_on/show.html",
        provider=provider,
        fragment=timeline_fragment(),
        **_told_of(provider),
        roles=_roles(),
        redirect_uri=own_address("sso.answer", provider.id),
        logout_uri=own_address("sso.logout", provider.id),
    )


def _told_of(provider: Provider) -> dict[str, Any]:
    """What was changed in it and who agreed, what can be done next, the raw record."""
    own = provider.id
    change = url_for("sso.terms", identity_provider_id=own)
    test = url_for("sso.create_test", identity_provider_id=own)
    return object_context(
        work.staff,
        "identity_provider",
        own,
        provider,
        approvals_source(work.staff, [own]),
        steps=[
            step("Change terms", CONFIGURE, href=change, mark="edit", kind="primary"),
            step("Test", CONFIGURE, post=test, mark="key"),
        ],
        here=url_for("sso.show", identity_provider_id=own),
    )


@allow(CONFIGURE)
@needs_proof
def terms(identity_provider_id: UUID) -> ResponseReturnValue:
    provider = _provider(identity_provider_id)
    return _form_page(filled(provider), typed_of(provider, _roles()), provider=provider)


@allow(CONFIGURE)
@needs_proof
def change_terms(identity_provider_id: UUID) -> ResponseReturnValue:
    provider = _provider(identity_provider_id)
    form, typed = KnownProviderForm(), role_values(request.form, _roles())
    lines = role_map(typed)
    if not _is_good(form, lines):
        return _form_page(form, typed, status=422, provider=provider)
    try:
        with partner_work(work.host.partner_id) as db:
            given = terms_of(form, lines, provider)
            waits = ask_to_change_provider(
                db, provider, given, actor=work.actor, now=work.now, wall=work.wall
            )
    except DomainError as refusal:
        form.refuse("is_forced", refusal)
        return _form_page(form, typed, status=422, provider=provider)
    if waits is not None:
        flash(WAITS, "info")
        return moved_to("approvals.show", approval_id=waits)
    flash("The terms are changed, from the next sign-in on.", "success")
    return moved_to("sso.show", identity_provider_id=provider.id)


@allow(CONFIGURE)
@needs_proof
def create_test(identity_provider_id: UUID) -> ResponseReturnValue:
    """Look at what the provider publishes now, and keep it."""
    provider = _provider(identity_provider_id)
    try:
        found = _look(provider.issuer)
        with partner_work(work.host.partner_id) as db:
            take_what_is_published(
                db, provider.id, provider.issuer, found, actor=work.actor, now=work.wall
            )
    except DomainError as refusal:
        flash(f"{refusal.message} {refusal.next_step} Nothing was changed.", "danger")
    else:
        flash("The provider answered; what it publishes now is below and in use.", "success")
    return moved_to("sso.show", identity_provider_id=provider.id)


def _look(issuer: str) -> Found:
    """Discovery and keys, before any transaction; none of its addresses may lead inside."""
    document = fetch_discovery(issuer, reach())
    published = read_published(document, issuer)
    check_endpoints(published, reach())
    return Found(document, fetch_keys(published, reach()))


def _provider(identity_provider_id: UUID) -> Provider:
    with partner_work(work.host.partner_id) as db:
        return provider_detail(db, IdentityProviderId(identity_provider_id))


def _roles() -> dict[str, str]:
    return assignable_roles(KIND_OF_SURFACE[work.host.surface])


def _is_good(form: TermsForm, lines: tuple[tuple[str, str], ...]) -> bool:
    is_valid = form.validate()
    if not lines:
        told = "Enter a value beside at least one role: without a role nobody comes in."
        form.role_claim.errors = [*form.role_claim.errors, told]
    return is_valid and bool(lines)


def _form_page(
    form: TermsForm,
    typed: dict[str, str],
    *,
    status: int = 200,
    provider: Provider | None = None,
    **more: Any,
) -> ResponseReturnValue:
    template = "single_sign_on/terms.html" if provider else "single_sign_on/new.html"
    return page(
        template, status=status, form=form, typed=typed, roles=_roles(), provider=provider, **more
    )
