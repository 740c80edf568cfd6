"""Letters leave once, in order, by a server that may fail in every way."""

import os
import socket
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.access.actions.tell import tell
from app.banking.events.tables import OutboxRow
from app.banking.mail.tables import MailRow
from app.config import Config
from app.kernel.actor import OPERATOR
from app.kernel.failpoints import KILLED, SETTING
from app.kernel.ids import WorkId
from app.kernel.smtp import MailSettings
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.workers.installed import install
from app.workers.run import Outcome, run
from tests.mail_verbs import (
    PASSWORD,
    SENDER,
    MailServer,
    encrypted,
    mail_goes_to,
    mail_server,
)
from tests.web_clients import STAFF_PASSWORD
from tests.world import World

ROOT = Path(__file__).parents[2]
OPEN_TRANSACTIONS = (
    "select count(*) from pg_stat_activity where datname = current_database() "
    "and pid <> pg_backend_pid() and (backend_xid is not null or state like 'idle in%')"
)


@pytest.fixture
def letter(harbor: World) -> WorkId:
    """Priya is to be told of a new device."""
    with partner_work(harbor.partner_id) as db:
        order = UserOrder("priya@harbor.example", "Priya Raman", "owner", STAFF_PASSWORD)
        login_id = add_user(db, order, actor=OPERATOR, now=harbor.now)
        values = {"device": "Firefox on Linux", "when": "Mar 2, 2026, 10:00 am EST"}
        tell(db, login_id, "new_device", values, key="one", actor=OPERATOR, now=harbor.now)
        return WorkId(db.scalars(select(OutboxRow.id).where(OutboxRow.kind == "mail.send")).one())


def row(world: World) -> MailRow:
    with partner_work(world.partner_id) as db:
        return db.scalars(select(MailRow)).one()


def test_a_letter_leaves_and_what_it_said_is_forgotten(harbor: World, letter: WorkId) -> None:
    with mail_server() as server, mail_goes_to(harbor.config, server):
        outcomes = [run(harbor.partner_id, letter, now=harbor.now) for _ in range(2)]

    assert outcomes == [Outcome.DONE, Outcome.LEFT]
    [message] = server.taken
    assert message["To"] == "Priya Raman <priya@harbor.example>"
    assert message["From"] == f"Harbor <{SENDER}>"
    assert message["Subject"] == "New sign-in to your Harbor account"
    assert message["Message-ID"] == f"<{row(harbor).id.hex}@bank.example>"
    plain, html = (part.get_content() for part in message.iter_parts())
    for part in (plain, html):
        assert "Firefox on Linux" in part
        assert "Member FDIC" in part
        assert "simulated bank" in part
        assert f"http://{harbor.hosts['console']}:" in part
    assert "<style" not in html, "the style went to the elements"
    assert (row(harbor).status, row(harbor).contents) == ("sent", None)


def test_the_development_mailbox_keeps_what_a_letter_says(harbor: World, letter: WorkId) -> None:
    assert run(harbor.partner_id, letter, now=harbor.now) is Outcome.DONE

    assert row(harbor).status == "sent"
    assert row(harbor).contents is not None


def test_a_server_that_is_busy_is_asked_again(harbor: World, letter: WorkId) -> None:
    wall, outcomes = wall_now(), []
    with mail_server() as server, mail_goes_to(harbor.config, server):
        server.answers = ["451 Try later", "452 Full"]
        for _ in range(3):
            outcomes.append(run(harbor.partner_id, letter, now=harbor.now, wall=wall))
            wall += timedelta(minutes=10)

    assert outcomes == [Outcome.PUT_OFF, Outcome.PUT_OFF, Outcome.DONE]
    assert len(server.taken) == 1


@pytest.mark.parametrize("where", ["address", "text"])
def test_what_is_refused_for_good_is_not_tried_again(
    harbor: World, letter: WorkId, where: str
) -> None:
    with mail_server() as server, mail_goes_to(harbor.config, server):
        if where == "address":
            server.recipient_answer = "550 No such person <priya@harbor.example>"
        else:
            server.answers = ["554 Spam"]
        assert run(harbor.partner_id, letter, now=harbor.now) is Outcome.DONE

    code = {"address": "smtp_550", "text": "smtp_554"}[where]
    assert (row(harbor).status, row(harbor).failure, row(harbor).contents) == ("failed", code, None)


def test_no_server_at_all_and_a_silent_one_are_bounded_and_name_nobody(
    harbor: World, letter: WorkId
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = MailServer(port=silent.getsockname()[1])
        with mail_goes_to(harbor.config, server, timeout_seconds=1):
            began = wall_now()
            assert run(harbor.partner_id, letter, now=harbor.now) is Outcome.PUT_OFF
            assert wall_now() - began < timedelta(seconds=10)
    with mail_goes_to(harbor.config, server):
        later = wall_now() + timedelta(minutes=10)
        assert run(harbor.partner_id, letter, now=harbor.now, wall=later) is Outcome.PUT_OFF
    with partner_work(harbor.partner_id) as db:
        work = db.scalars(select(OutboxRow).where(OutboxRow.id == letter)).one()
    assert work.last_error
    assert work.last_error.startswith("mail_server: ")
    assert "priya" not in work.last_error
    assert row(harbor).status == "queued"


def test_no_transaction_is_open_while_a_server_is_talked_to(harbor: World, letter: WorkId) -> None:
    """One that is open holds back the seals of every partner's ledger."""
    admin = harbor.config.database.admin
    assert admin is not None
    address = admin.set(drivername="postgresql").render_as_string(hide_password=False)
    seen: list[int] = []

    def look() -> None:
        with psycopg.connect(address) as db:
            row = db.execute(OPEN_TRANSACTIONS).fetchone()
            assert row
            seen.append(row[0])

    with mail_server() as server, mail_goes_to(harbor.config, server):
        server.before_answer = look
        assert run(harbor.partner_id, letter, now=harbor.now) is Outcome.DONE
    assert seen == [0]


def test_mail_that_is_off_says_so_on_the_letter(harbor: World, letter: WorkId) -> None:
    from dataclasses import replace

    install(replace(harbor.config, mail=MailSettings("off", "nobody@localhost")))
    try:
        assert run(harbor.partner_id, letter, now=harbor.now) is Outcome.DONE
    finally:
        install(harbor.config)
    assert (row(harbor).status, row(harbor).failure) == ("failed", "mail_off")


def test_a_worker_killed_after_the_server_s_yes_leaves_one_letter(
    harbor: World, letter: WorkId
) -> None:
    """Whoever gets it twice sees one: both carry the same Message-ID."""
    with mail_server() as server:
        died = in_a_process(harbor, letter, server, dying_at="mail.carried")
        assert died == KILLED
        assert row(harbor).status == "queued"
        with mail_goes_to(harbor.config, server):
            later = wall_now() + timedelta(minutes=10)
            assert run(harbor.partner_id, letter, now=harbor.now, wall=later) is Outcome.DONE

    assert len(server.taken) == 2
    assert len({message["Message-ID"] for message in server.taken}) == 1
    assert row(harbor).status == "sent"


def in_a_process(world: World, work_id: WorkId, server: MailServer, *, dying_at: str) -> int:
    url = world.config.database.admin
    assert url is not None
    environment = {
        "GUILDHALL_ENV": "test",
        "DATABASE_URL": url.render_as_string(hide_password=False),
        "REDIS_URL": world.config.redis_url,
        "GUILDHALL_DATA": str(world.config.data_folder),
        "GUILDHALL_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=none",
        "GUILDHALL_MAIL_FROM": SENDER,
        SETTING: dying_at,
    }
    return subprocess.run(
        [sys.executable, "-m", "tests.workers.mail_run", str(world.partner_id), str(work_id)],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
        timeout=60,
    ).returncode


def test_only_a_server_we_can_trust_gets_the_password(
    harbor: World, letter: WorkId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, context = self_signed(tmp_path)
    account = {"security": "starttls", "user": "guildhall", "password": PASSWORD}
    with (
        mail_server(**encrypted(context)) as server,
        mail_goes_to(harbor.config, server, **account),
    ):
        assert run(harbor.partner_id, letter, now=harbor.now) is Outcome.PUT_OFF
        assert server.taken == [], "nobody we know has signed its certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        later = wall_now() + timedelta(minutes=10)
        assert run(harbor.partner_id, letter, now=harbor.now, wall=later) is Outcome.DONE
    assert len(server.taken) == 1


def test_a_server_may_want_tls_from_the_first_byte(
    harbor: World, letter: WorkId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, context = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with (
        mail_server(ssl_context=context) as server,
        mail_goes_to(harbor.config, server, security="tls"),
    ):
        assert run(harbor.partner_id, letter, now=harbor.now) is Outcome.DONE
    assert len(server.taken) == 1


def self_signed(folder: Path) -> tuple[Path, ssl.SSLContext]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path, key_path = folder / "certificate.pem", folder / "key.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key_path)
    return path, context


def test_a_letter_to_nobody_s_partner_is_nothing(harbor: World, letter: WorkId) -> None:
    assert run(harbor.juniper.partner_id, letter, now=harbor.now) is Outcome.LEFT
    assert row(harbor).status == "queued"


def test_every_surface_writes_under_its_own_host(configuration: Config, harbor: World) -> None:
    """A letter never asks a request where it came from: the registry alone knows the hosts."""
    from app.banking.mail.look import look_of

    for surface, host in harbor.hosts.items():
        owner = harbor.house_id if surface == "oversight" else harbor.partner_id
        with partner_work(owner) as db:
            look = look_of(db, owner, surface, origin_of=configuration.origin_of, is_sandbox=True)
        assert look.origin == f"http://{host}:{configuration.port}"
