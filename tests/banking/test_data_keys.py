"""Data keys: wrapped by a key here or in a service, changed without touching what they open."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text

from app.banking.customers.actions.index_tax_ids import index_tax_ids
from app.banking.partners.actions.rewrap_keys import rewrap_keys
from app.kernel.actor import OPERATOR
from app.kernel.errors import Unavailable
from app.storage import crypto
from app.storage.session import partner_work
from app.storage.wrapping import LocalKey, ServiceKey
from app.workers.keys import rewrap_all
from tests.seal_verbs import superuser
from tests.world import World

OLD, NEW = (LocalKey(bytes([n]) * 32) for n in (1, 2))
PLACE, ROW = "customer.tax_id", UUID(int=5)
TOKEN = "s.only-for-this-test"


@pytest.fixture(autouse=True)
def own_keys(harbor: World) -> Iterator[None]:
    """Keys of the test's own; the installation's are back afterwards."""
    yield
    crypto.use_keys(harbor.config)
    with superuser(harbor.config) as db:
        db.execute(
            "delete from data_key d where d.partner_id = %s and not exists (select from customer c "
            "where c.tax_id_key_id = d.id)",
            [harbor.partner_id],
        )


class Transit(BaseHTTPRequestHandler):
    """Enough of a transit service: the key stays here; what it is bound to is authenticated."""

    key = AESGCM(b"k" * 32)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        bound = base64.b64decode(asked["associated_data"])
        if self.headers["X-Vault-Token"] != TOKEN:
            self._say(403, {"errors": ["permission denied"]})
        elif self.path == "/v1/transit/encrypt/guildhall":
            plain = base64.b64decode(asked["plaintext"])
            sealed = b"n" * 12 + self.key.encrypt(b"n" * 12, plain, bound)
            told = f"vault:v1:{base64.b64encode(sealed).decode()}"
            self._say(200, {"data": {"ciphertext": told}})
        else:
            sealed = base64.b64decode(asked["ciphertext"].removeprefix("vault:v1:"))
            try:
                plain = self.key.decrypt(sealed[:12], sealed[12:], bound)
            except InvalidTag:
                self._say(400, {"errors": ["invalid"]})
            else:
                self._say(200, {"data": {"plaintext": base64.b64encode(plain).decode()}})

    def _say(self, status: int, body: Any) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nothing is told."""


@pytest.fixture
def service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Transit)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def fresh(world: World) -> UUID:
    """Another data key of the partner's, wrapped with what is in use."""
    with partner_work(world.partner_id) as db:
        return crypto.make_data_key(db, now=world.wait(seconds=1))


def test_a_key_is_changed_and_what_it_opened_stays(harbor: World) -> None:
    crypto.use_wrapping([OLD])
    with superuser(harbor.config) as db:
        db.execute("delete from data_key where partner_id = %s", [harbor.partner_id])
    fresh(harbor)
    with partner_work(harbor.partner_id) as db:
        sealed, key_id = crypto.encrypt(db, "123-45-6789", place=PLACE, row_id=ROW)
        index = crypto.blind_index(db, "123-45-6789", place=PLACE)

    crypto.use_wrapping([NEW, OLD])
    with partner_work(harbor.partner_id) as db:
        assert rewrap_keys(db, actor=OPERATOR, now=harbor.now) == 2
        assert rewrap_keys(db, actor=OPERATOR, now=harbor.now) == 0
    crypto.use_wrapping([NEW])

    with partner_work(harbor.partner_id) as db:
        opened = crypto.decrypt(db, sealed, key_id=key_id, place=PLACE, row_id=ROW)
        assert opened == "123-45-6789"
        assert crypto.blind_index(db, "123-45-6789", place=PLACE) == index
    crypto.use_wrapping([OLD])
    with pytest.raises(RuntimeError, match="rewrap-keys"), partner_work(harbor.partner_id) as db:
        crypto.decrypt(db, sealed, key_id=key_id, place=PLACE, row_id=ROW)


def test_a_wrapped_key_belongs_to_its_partner_and_a_field_to_its_row(harbor: World) -> None:
    with partner_work(harbor.partner_id) as db:
        sealed, key_id = crypto.encrypt(db, "secret", place=PLACE, row_id=ROW)
        for place, row_id in (("login.totp_secret", ROW), (PLACE, UUID(int=6))):
            with pytest.raises(InvalidTag):
                crypto.decrypt(db, sealed, key_id=key_id, place=place, row_id=row_id)
    with superuser(harbor.config) as db:
        db.execute(
            "update data_key d set wrapped = o.wrapped, wrapping_key_id = o.wrapping_key_id "
            "from data_key o where d.id = %s and o.partner_id = %s and o.purpose = 'data'",
            [key_id, harbor.juniper.partner_id],
        )
    with pytest.raises(InvalidTag), partner_work(harbor.partner_id) as db:
        crypto.decrypt(db, sealed, key_id=key_id, place=PLACE, row_id=ROW)


def test_a_service_wraps_and_the_key_never_leaves_it(harbor: World, service: str) -> None:
    key = ServiceKey(service, "guildhall", TOKEN)
    crypto.use_wrapping([key, *map(LocalKey, harbor.config.encryption_keys)])
    key_id = fresh(harbor)
    with partner_work(harbor.partner_id) as db:
        sealed, used = crypto.encrypt(db, "secret", place=PLACE, row_id=ROW)
        told = db.execute(
            text("select wrapping_key_id, wrapped from data_key where id = :id"), {"id": key_id}
        ).one()
        assert used == key_id
        assert told.wrapping_key_id == "transit:guildhall"
        assert bytes(told.wrapped).startswith(b"vault:v1:")
        assert crypto.decrypt(db, sealed, key_id=used, place=PLACE, row_id=ROW) == "secret"
    with pytest.raises(Unavailable):
        key.unwrap(bytes(told.wrapped), b"data_key of another")
    with pytest.raises(Unavailable, match="403"):
        ServiceKey(service, "guildhall", "s.wrong").wrap(b"x" * 32, b"")
    assert TOKEN not in repr(key)


def test_a_service_that_is_gone_is_a_refusal_and_not_a_wrong_answer(service: str) -> None:
    key = ServiceKey("http://127.0.0.1:1", "guildhall", TOKEN)

    with pytest.raises(Unavailable):
        key.wrap(b"x" * 32, b"")


def test_a_partner_from_before_index_keys_gets_one_and_finds_its_customers(harbor: World) -> None:
    customer = harbor.ada.customer_id
    with superuser(harbor.config) as db:
        db.execute(
            "delete from data_key where purpose = 'index' and partner_id = %s", [harbor.partner_id]
        )
    with partner_work(harbor.partner_id) as db:
        before = crypto.blind_index(db, "219-09-9999", place=PLACE)
        assert index_tax_ids(db, actor=OPERATOR, now=harbor.now) == 1
        assert index_tax_ids(db, actor=OPERATOR, now=harbor.now) == 0
        assert crypto.blind_index(db, "219-09-9999", place=PLACE) != before
        row = db.execute(text("select * from customer where id = :id"), {"id": customer}).one()
        tax_id = crypto.decrypt(
            db, bytes(row.tax_id), key_id=row.tax_id_key_id, place=PLACE, row_id=customer
        )
        assert bytes(row.tax_id_index) == crypto.blind_index(db, tax_id, place=PLACE)


def test_equal_texts_of_two_partners_look_different(harbor: World) -> None:
    found = set()
    for world in (harbor, harbor.juniper):
        with partner_work(world.partner_id) as db:
            found.add(crypto.blind_index(db, "219-09-9999", place=PLACE))
    assert len(found) == 2


def test_the_command_leaves_nothing_of_the_old_key(harbor: World) -> None:
    done = {slug: (changed, indexed) for slug, changed, indexed in rewrap_all(harbor.config)}

    assert done[harbor.partner.slug] == (0, 0)
