"""Somebody known gives a factor: as the second step of signing in, or as a fresh proof."""

from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.banking.access.actions.prove_password import prove_password
from app.banking.access.actions.start_session import NewSession
from app.banking.access.actions.use_passkey import prove_with_passkey
from app.banking.access.actions.use_recovery_code import use_recovery_code
from app.banking.access.actions.verify_code import verify_code
from app.kernel.errors import DomainError
from app.storage.session import partner_work
from app.web.account.blueprint import asked_next, remember_refusal, to_wish, who
from app.web.account.ceremonies import answered
from app.web.account.forms import CodeForm, PasskeyForm, PasswordForm, RecoveryForm
from app.web.door import page, work
from app.web.forms import Form
from app.web.sessions import keep_session
from app.web.throttle import slow_down


@dataclass
class Given:
    """The forms of a page that asks for a factor; the one that was sent is `sent`."""

    code: CodeForm = field(default_factory=CodeForm)
    recovery: RecoveryForm = field(default_factory=RecoveryForm)
    password: PasswordForm = field(default_factory=PasswordForm)
    passkey: PasskeyForm = field(default_factory=PasskeyForm)

    @property
    def sent(self) -> tuple[str, Form]:
        by_field: dict[str, Form] = {
            "answer": self.passkey,
            "recovery_code": self.recovery,
            "password": self.password,
        }
        found = ((name, form) for name, form in by_field.items() if name in request.form)
        return next(found, ("code", self.code))


def factor_page(template: str, given: Given, *, status: int = 200) -> ResponseReturnValue:
    sent = given.sent[1] if request.method == "POST" else None
    return page(template, status=status, given=given, sent=sent, login=who(), next=asked_next())


def give(template: str, refused: str) -> ResponseReturnValue:
    """Check what was sent, renew the session, go on to where the person wanted to go."""
    given = Given()
    name, form = given.sent
    if not form.validate():
        return factor_page(template, given, status=422)
    try:
        slow_down(str(work.host.partner_id), f"code {who().login_id}", device=who().device_id)
        opened = _checked(name, form)
    except DomainError as refusal:
        remember_refusal(refused, refusal)
        form.refuse(name, refusal)
        return factor_page(template, given, status=refusal.status)
    return keep_session(to_wish(), opened)


def _checked(name: str, form: Form) -> NewSession:
    typed = form[name].data or ""
    by: dict[str, Any] = {"actor": work.actor, "wall": work.wall}
    # The challenge leaves the browser's session before anything can refuse.
    answer = answered(typed) if name == "answer" else None
    with partner_work(work.host.partner_id) as db:
        if answer:
            return prove_with_passkey(db, who(), answer, **by)
        if name == "recovery_code":
            return use_recovery_code(db, who(), code=typed, **by)
        if name == "password":
            return prove_password(db, who(), password=typed, **by)
        return verify_code(db, who(), code=typed, **by)
