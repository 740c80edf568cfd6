"""What would have been sent from this host, while no mail server is configured.

Registered only then, and never in production: everybody who reaches the host can read it, which is
how one signs in again after asking for a new password.
"""

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.banking.mail.look import Look, look_of
from app.banking.mail.queries import mailbox, mailbox_letter
from app.banking.mail.writing import written
from app.kernel.ids import MailId
from app.web.door import page, public, work
from app.web.headers import NONCE, headers_for
from tenants.resolve import hosts_of

blueprint = Blueprint("mailbox", __name__, template_folder="templates")
# A letter's HTML runs nothing, loads nothing and has no origin; its links open beside it.
FRAME = "allow-popups allow-popups-to-escape-sandbox"
LETTER_POLICY = (
    f"sandbox {FRAME}; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; "
    "frame-ancestors 'self'"
)
OPENS_BESIDE = Markup('<base target="_blank">')


@blueprint.get("/mailbox")
@public
def index() -> ResponseReturnValue:
    look = _look()
    letters = [(kept, written(kept, look)) for kept in mailbox(work.staff, work.host.surface)]
    origin_of = current_app.config["GUILDHALL"].origin_of
    others = {
        surface: f"{origin_of(host)}/mailbox"
        for surface, host in sorted(hosts_of(work.staff, work.host.partner_id).items())
        if surface != work.host.surface
    }
    return page("mailbox/index.html", letters=letters, others=others)


@blueprint.get("/mailbox/<mail:mail_id>")
@public
def show(mail_id: MailId) -> ResponseReturnValue:
    kept = mailbox_letter(work.staff, work.host.surface, mail_id)
    letter = written(kept, _look())
    response = page("mailbox/show.html", kept=kept, letter=letter, frame=FRAME)
    policy = headers_for(request.environ[NONCE])["Content-Security-Policy"]
    response.headers["Content-Security-Policy"] = f"{policy}; frame-src 'self'"
    return response


@blueprint.get("/mailbox/<mail:mail_id>/document")
@public
def document(mail_id: MailId) -> ResponseReturnValue:
    """The letter's HTML by itself, shut in: its own address, a sandbox, and no scripts at all."""
    kept = mailbox_letter(work.staff, work.host.surface, mail_id)
    html = written(kept, _look()).html.replace("<head>", f"<head>{OPENS_BESIDE}", 1)
    headers = {"Content-Security-Policy": LETTER_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return Response(html, mimetype="text/html", headers=headers)


def _look() -> Look:
    config = current_app.config["GUILDHALL"]
    return look_of(
        work.staff,
        work.host.partner_id,
        work.host.surface,
        origin_of=config.origin_of,
        is_sandbox=config.is_sandbox,
    )
