"""The page where somebody who is signed in proves once more who they are."""

from flask.typing import ResponseReturnValue

from app.banking.access.actions.prove_password import prove_password
from app.banking.access.actions.verify_code import verify_code
from app.kernel.errors import DomainError
from app.storage.session import partner_work
from app.web.account.blueprint import (
    asked_next,
    blueprint,
    onward,
    remember_refusal,
    to_wish,
    who,
)
from app.web.account.forms import CodeForm, PasswordForm
from app.web.door import half_signed_in, moved_to, page, work
from app.web.sessions import keep_session
from app.web.throttle import slow_down


@blueprint.get("/security/proof")
@half_signed_in
def proof() -> ResponseReturnValue:
    if not who().is_verified:
        return moved_to("account.second_factor", **onward())
    return _page(CodeForm(), PasswordForm())


@blueprint.post("/security/proof")
@half_signed_in
def create_proof() -> ResponseReturnValue:
    """By a code; by the password only where it is the only factor there is."""
    if not who().is_verified:
        return moved_to("account.second_factor", **onward())
    code, password = CodeForm(), PasswordForm()
    form = code if who().has_second_factor else password
    if not form.validate():
        return _page(code, password, status=422)
    try:
        slow_down(str(work.host.partner_id), f"code {who().login_id}")
        with partner_work(work.host.partner_id) as db:
            if who().has_second_factor:
                asked = {"code": code.code.data or ""}
                opened = verify_code(db, who(), **asked, actor=work.actor, wall=work.wall)
            else:
                typed = password.password.data or ""
                opened = prove_password(db, who(), password=typed, actor=work.actor, wall=work.wall)
    except DomainError as refusal:
        remember_refusal("proof.refused", refusal)
        form.refuse("code" if form is code else "password", refusal)
        return _page(code, password, status=refusal.status)
    return keep_session(to_wish(), opened)


def _page(code: CodeForm, password: PasswordForm, *, status: int = 200) -> ResponseReturnValue:
    shown = {"code": code, "password": password, "login": who(), "next": asked_next()}
    return page("account/proof.html", status=status, **shown)
