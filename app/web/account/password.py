"""Choosing another password, on one's own security page."""

from flask import flash
from flask.typing import ResponseReturnValue

from app.banking.access.actions.change_password import PasswordChange, change_password
from app.banking.access.rules import PASSWORD_ALONE_MIN, PASSWORD_WITH_CODE_MIN, needs_code
from app.kernel.errors import DomainError
from app.storage.session import partner_work
from app.web.account.blueprint import blueprint, remember_refusal, who
from app.web.account.forms import NewPasswordForm
from app.web.door import moved_to, page, signed_in, work
from app.web.proof import needs_proof
from app.web.throttle import slow_down


@blueprint.get("/security/password")
@signed_in
@needs_proof
def password() -> ResponseReturnValue:
    return _page(NewPasswordForm())


@blueprint.post("/security/password")
@signed_in
@needs_proof
def create_password() -> ResponseReturnValue:
    form = NewPasswordForm()
    if not form.validate():
        return _page(form, status=422)
    change = PasswordChange(form.password.data or "", form.chosen.data or "")
    try:
        slow_down(str(work.host.partner_id), f"code {who().login_id}", device=who().device_id)
        with partner_work(work.host.partner_id) as db:
            change_password(db, who(), change, actor=work.actor, wall=work.wall)
    except DomainError as refusal:
        remember_refusal("proof.refused", refusal)
        is_old = refusal.code in ("password_wrong", "too_often")
        form.refuse("password" if is_old else "chosen", refusal)
        return _page(form, status=refusal.status)
    flash("Your password is changed, and every other session has ended.", "success")
    return moved_to("account.security")


def _page(form: NewPasswordForm, *, status: int = 200) -> ResponseReturnValue:
    least = PASSWORD_WITH_CODE_MIN if needs_code(who().kind) else PASSWORD_ALONE_MIN
    return page("account/password.html", status=status, form=form, least=least, login=who())
