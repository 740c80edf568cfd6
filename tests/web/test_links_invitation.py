"""An invitation, and the mailbox where letters are read while no mail leaves."""

from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import update

from app.banking.access.tables import LoginRow
from app.banking.team.actions.invite import invite
from app.banking.team.rules import Invitation
from app.config import Config
from app.kernel.actor import OPERATOR
from app.kernel.smtp import MailSettings, SmtpServer
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from app.web.surface import make_surface
from tests.mail_verbs import letters, link_in
from tests.web.letter_cast import ADA, Cast, cast_of, logins
from tests.web_clients import STAFF_PASSWORD, Visitor
from tests.world import World


@pytest.fixture
def cast(application: Dispatcher, harbor: World) -> Cast:
    return cast_of(application, harbor)


def test_an_invitation_leads_in_by_password_and_second_factor(cast: Cast) -> None:
    path = invited(cast)
    visitor = cast.visitor("console")
    shown = visitor.get(path).text
    assert "Sam Lee" in shown
    assert "Support" in shown

    answer = visitor.post(path, {"password": STAFF_PASSWORD})

    assert answer.headers["Location"] == "/sign-in/code"
    assert visitor.get("/customers").status_code == 303, "not before the second factor"
    page = visitor.get("/sign-in/authenticator").text
    secret = page.partition("<code>")[2].partition("</code>")[0].replace(" ", "")
    visitor.post("/sign-in/authenticator", {"code": pyotp.TOTP(secret).now()})
    assert visitor.get("/customers").status_code == 200
    assert cast.visitor("console").get(path).status_code == 410, "an invitation is for one"


def test_who_has_not_accepted_can_neither_sign_in_nor_reset(cast: Cast) -> None:
    invited(cast)
    assert cast.signs_in("sam@harbor.example", "", "console").last.status_code == 422
    cast.visitor("console").post("/password-reset", {"email": "sam@harbor.example"})
    cast.mail_comes()
    assert [each.subject for each in letters(cast.world, "console")] == [
        "Priya Raman invited you to Harbor"
    ]


def test_a_disabled_login_s_links_lead_nowhere(cast: Cast) -> None:
    path = invited(cast)
    with partner_work(cast.world.partner_id) as db:
        db.execute(update(LoginRow).values(is_disabled=True))
    visitor = cast.visitor("console")
    assert visitor.get(path).status_code == 410
    answer = visitor.post(path, {"password": STAFF_PASSWORD}, form_at="/sign-in")
    assert answer.status_code == 410
    assert logins(cast.world)["sam@harbor.example"].password_hash is None


def invited(cast: Cast) -> str:
    actor = replace(OPERATOR, kind="user", label="Priya Raman")
    with partner_work(cast.world.partner_id) as db:
        who = Invitation("Sam Lee", "sam@harbor.example", "support")
        invite(db, who, actor=actor, now=cast.world.now, wall=wall_now())
    cast.mail_comes()
    return link_in(letters(cast.world, "console")[0], "invitation")


def test_the_mailbox_is_read_where_no_mail_leaves(cast: Cast) -> None:
    cast.forgets(ADA)
    visitor = cast.visitor()
    page = visitor.get("/mailbox").text
    assert "Choose a new Harbor password" in page
    address = page.partition('href="/mailbox/')[2].partition('"')[0]
    shown = visitor.get(f"/mailbox/{address}")
    assert f'src="/mailbox/{address}/document"' in shown.text
    assert "/password-reset/" in shown.text
    letter = visitor.get(f"/mailbox/{address}/document")
    assert "default-src 'none'" in letter.headers["Content-Security-Policy"]
    assert "sandbox allow-popups" in letter.headers["Content-Security-Policy"]
    assert letter.headers["X-Frame-Options"] == "SAMEORIGIN"
    for host in (cast.world.hosts["console"], cast.world.juniper.hosts["portal"]):
        other = Visitor(cast.application, host)
        assert other.get(f"/mailbox/{address}").status_code == 404
        assert "Choose a new" not in other.get("/mailbox").text


def test_there_is_no_mailbox_in_production_nor_where_mail_leaves(configuration: Config) -> None:
    smtp = MailSettings("smtp", "no-reply@x.example", SmtpServer("mail.example", 587, "starttls"))
    for surface, config in (
        ("portal", replace(configuration, mail=smtp)),
        ("console", replace(configuration, environment="production")),
        ("oversight", replace(configuration, environment="production", mail=smtp)),
    ):
        rules = make_surface(surface, config).url_map.iter_rules()
        assert not [rule for rule in rules if "mailbox" in rule.rule]
