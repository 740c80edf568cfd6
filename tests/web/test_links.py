"""A forgotten password: asked for alike by everybody, replaced once, told to nobody else."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.access.actions.enrol_customer import enrol_customer
from app.banking.access.actions.make_link import LETTERS_MAX
from app.banking.access.tables import LoginRow, OneTimeLinkRow
from app.banking.audit.tables import AuditRow
from app.banking.events.tables import OutboxRow
from app.banking.mail.tables import MailRow
from app.kernel.actor import OPERATOR
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from app.web.paths import told_path
from tests.mail_verbs import letters
from tests.web.letter_cast import ADA, PRIYA, Cast, cast_of, logins
from tests.web_clients import CUSTOMER_PASSWORD, STAFF_PASSWORD, Visitor
from tests.world import World

NEW_PASSWORD = "quite another long password"
NOWHERE = "x" * 43
HOST_SPELLINGS = ("{0}:4444", "{1}", "{0}")
SPOOFED = (
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Server": "evil.example"},
    {"Forwarded": "host=evil.example;proto=https", "X-Original-Host": "evil.example"},
    {
        "X-Original-URL": "https://evil.example/",
        "X-Rewrite-URL": "/evil",
        "X-Forwarded-Prefix": "/evil",
        "X-Forwarded-Proto": "ftp",
    },
)


@pytest.fixture
def cast(application: Dispatcher, harbor: World) -> Cast:
    return cast_of(application, harbor)


def test_a_forgotten_password_is_replaced_and_the_owner_told(cast: Cast) -> None:
    elsewhere = cast.signs_in(ADA, CUSTOMER_PASSWORD)
    assert elsewhere.get("/security").status_code == 200

    path = cast.forgets(ADA)
    visitor = cast.visitor()
    answer = visitor.post(path, {"password": NEW_PASSWORD})

    assert answer.headers["Location"] == "/sign-in"
    assert "Your password is changed" in visitor.follow(answer).text
    assert elsewhere.get("/security").status_code == 303, "every other session has ended"
    assert cast.signs_in(ADA, CUSTOMER_PASSWORD).last.status_code == 422
    assert cast.signs_in(ADA, NEW_PASSWORD).last.status_code == 303
    subjects = [letter.subject for letter in letters(cast.world)]
    assert "Your Harbor password was changed" in subjects
    assert logins(cast.world)[ADA].email_verified_at is not None


def test_a_reset_never_skips_the_second_factor(cast: Cast) -> None:
    path = cast.forgets(PRIYA, "console")
    visitor = cast.visitor("console")
    answer = visitor.post(path, {"password": NEW_PASSWORD})
    assert answer.headers["Location"] == "/sign-in"
    assert visitor.get("/customers").status_code == 303, "it signs nobody in"

    visitor.post("/sign-in", {"email": PRIYA, "password": NEW_PASSWORD})
    assert visitor.get("/customers").headers["Location"].startswith("/sign-in/code")
    assert visitor.get("/sign-in/authenticator").headers["Location"].startswith("/sign-in/code")
    visitor.post("/sign-in/code", {"code": pyotp.TOTP(cast.secret).now()})
    assert visitor.get("/customers").status_code == 200


def test_an_officer_s_letter_is_the_bank_s_own(cast: Cast) -> None:
    world, secret = cast.world, pyotp.random_base32()
    with partner_work(world.house_id) as db:
        order = UserOrder(
            "ruth@cedar.example", "Ruth Calder", "bsa_officer", STAFF_PASSWORD, secret
        )
        add_user(db, order, actor=OPERATOR, now=world.now)
    path = cast.forgets("ruth@cedar.example", "oversight")
    letter = letters(world, "oversight")[0]
    assert letter.subject == "Choose a new Cedar Bank password"
    assert f"http://{world.hosts['oversight']}:" in letter.text
    assert letters(world, "console") == []
    assert cast.visitor("oversight").post(path, {"password": NEW_PASSWORD}).status_code == 303


def test_a_bad_password_does_not_use_the_link_up(cast: Cast) -> None:
    path, visitor = cast.forgets(ADA), cast.visitor()
    answer = visitor.post(path, {"password": "too short"})
    assert answer.status_code == 422
    assert "at least 15" in answer.text.lower()
    assert visitor.post(path, {"password": NEW_PASSWORD}).status_code == 303


def test_mail_scanners_use_nothing_up_and_people_use_it_once(cast: Cast) -> None:
    path = cast.forgets(ADA)
    for _ in range(5):
        scanner = cast.visitor()
        assert scanner.get(path).status_code == 200
        assert scanner.client.head(path, base_url=f"https://{scanner.host}").status_code == 200
    visitor = cast.visitor()
    token = visitor.token_of(path)
    first, second = (
        visitor.client.post(
            path,
            data={"csrf_token": token, "password": NEW_PASSWORD},
            base_url=f"https://{visitor.host}",
        )
        for _ in range(2)
    )
    assert first.status_code == 303
    assert second.status_code in (403, 410)
    assert cast.visitor().get(path).status_code == 410


def test_known_unknown_and_disabled_are_answered_alike(cast: Cast) -> None:
    """The door writes the same rows for everybody; only a worker looks whether anybody is meant."""
    grace = "grace@example.com"
    with partner_work(cast.world.partner_id) as db:
        enrol_customer(
            db,
            customer_id=cast.world.grace.customer_id,
            known_as=(grace, "Grace Lindqvist"),
            password=CUSTOMER_PASSWORD,
            actor=OPERATOR,
            now=cast.world.now,
        )
        db.execute(update(LoginRow).where(LoginRow.email == grace).values(is_disabled=True))
    answers = set()
    for email in (ADA, "nobody@example.com", grace):
        visitor = cast.visitor()
        answer = visitor.post("/password-reset", {"email": email})
        page = visitor.follow(answer)
        answers.add((answer.status_code, answer.headers["Location"], page.status_code))
        assert email not in page.text
    assert answers == {(303, "/password-reset/sent", 200)}
    with partner_work(cast.world.partner_id) as db:
        asked = db.scalars(
            select(OutboxRow.payload).where(OutboxRow.kind == "password_reset.ask")
        ).all()
        kept = db.scalars(
            select(AuditRow.details).where(AuditRow.action == "password_reset.asked")
        ).all()
    assert len(asked) == 3
    assert {frozenset(each) for each in asked} == {
        frozenset({"login_kind", "address", "row_id", "data_key_id"})
    }
    assert kept == [{}, {}, {}]

    cast.mail_comes()

    assert [each.subject for each in letters(cast.world)] == ["Choose a new Harbor password"]


def test_nobody_is_flooded_with_letters(cast: Cast) -> None:
    for _ in range(5):
        cast.visitor().post("/password-reset", {"email": ADA})
    cast.mail_comes()
    assert len(letters(cast.world)) == 3
    with partner_work(cast.world.partner_id) as db:
        links = db.scalars(select(OneTimeLinkRow)).all()
        assert len([row for row in links if row.ended_at is None]) == 1, "only the newest works"


def test_a_stranger_s_asking_keeps_nobody_from_asking(cast: Cast) -> None:
    visitor = cast.visitor()
    token = visitor.token_of("/password-reset")
    answers = [
        visitor.client.post(
            "/password-reset",
            data={"csrf_token": token, "email": ADA},
            base_url=f"https://{visitor.host}",
            environ_overrides={"REMOTE_ADDR": address},
        ).status_code
        for address in ("192.0.2.1",) * 61 + ("192.0.2.2",)
    ]
    assert answers == [303] * 60 + [429, 303]


def test_links_lead_to_the_registered_host_whatever_a_request_says(cast: Cast) -> None:
    host, port = cast.world.hosts["portal"], cast.world.config.port
    for number, headers in enumerate(SPOOFED):
        visitor = Visitor(cast.application, HOST_SPELLINGS[number % 3].format(host, host.upper()))
        visitor.post("/password-reset", {"email": ADA}, headers=headers)
    cast.mail_comes()
    found = letters(cast.world)
    assert len(found) == LETTERS_MAX
    for letter in found:
        assert "evil" not in letter.text + letter.html
        assert f"http://{host}:{port}/password-reset/" in letter.text


def test_a_link_is_nothing_on_another_host(cast: Cast) -> None:
    path = cast.forgets(ADA)
    world = cast.world
    hosts = (world.hosts["console"], world.hosts["oversight"], world.juniper.hosts["portal"])
    for host in hosts:
        stranger = Visitor(cast.application, host)
        true, made_up = stranger.get(path), stranger.get(f"/password-reset/{NOWHERE}")
        assert true.status_code == made_up.status_code == 410
        assert len(true.text) == len(made_up.text)
        assert "Ada" not in true.text
        assert "ada@" not in true.text


def test_a_link_ends_with_its_time(cast: Cast) -> None:
    path = cast.forgets(ADA)
    with partner_work(cast.world.partner_id) as db:
        [row] = db.scalars(select(OneTimeLinkRow)).all()
        assert row.expires_at - row.made_at == timedelta(minutes=30)
    late = wall_now() + timedelta(minutes=31)
    from app.banking.access.links import see_link

    token = path.rpartition("/")[2]
    with partner_work(cast.world.partner_id) as db:
        for wall, is_good in ((wall_now(), True), (late, False)):
            found = see_link(db, token, purpose="password_reset", kind="customer", wall=wall)
            assert (found is not None) is is_good


def test_a_token_is_told_to_nobody(cast: Cast, capfd: pytest.CaptureFixture[str]) -> None:
    path = cast.forgets(ADA)
    token = path.rpartition("/")[2]
    visitor = cast.visitor()
    shown = visitor.get(path)
    assert shown.headers["Referrer-Policy"] == "strict-origin"
    assert '<meta name="referrer" content="strict-origin">' in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    visitor.client.post(path, data={}, base_url=f"https://{visitor.host}")  # refused: no token
    visitor.post(path, {"password": NEW_PASSWORD})
    with partner_work(cast.world.partner_id) as db:
        kept = [
            str({c.key: getattr(row, c.key) for c in row.__table__.columns})
            for table in (AuditRow, OutboxRow, OneTimeLinkRow, MailRow)
            for row in db.scalars(select(table))
        ]
    assert kept
    assert not [text for text in kept if token in text]
    assert token not in "".join(capfd.readouterr())


def test_a_path_is_told_without_its_token() -> None:
    assert told_path(f"/password-reset/{NOWHERE}") == "/password-reset/…"
    assert told_path("/customers/cust_018f") == "/customers/cust_018f"
