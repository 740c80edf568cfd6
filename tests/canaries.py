"""What must lie about nowhere, and the search for it in everything that a run of the tests left.

Secrets are planted by the tests as they go: whatever password, token, authenticator secret or
recovery code is made is remembered here, and tax ids and account numbers are read from the
database itself. When a worker has run its last test, its whole database, the queue, what was
logged, every error page, export and paper is searched. Nothing may be found, nor a card number.
"""

import io
import re
import secrets
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import psycopg
import pyotp
import redis
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pypdf import PdfReader
from werkzeug.test import Client, TestResponse

from app.banking.access import recovery
from app.config import Config
from app.storage.wrapping import LocalKey
from tests.canary_places import (
    ACCOUNT,
    ALLOWED,
    AUTHENTICATOR,
    CARD,
    COLUMNS,
    NUMBERS,
    PASSWORD,
    RECOVERY,
    TAX_ID,
    TOKEN,
    is_card,
)

MAKERS = (  # whose random words open something; others are nonces and keys of forms
    "app.banking.access.tokens",
    "app.banking.access.actions.make_link",
    "app.banking.team.actions",
    "app.storage.operators",
)
WORDS = re.compile(r"[A-Za-z0-9_-]{16,}")
DIGITS = re.compile(r"(?<![0-9A-Fa-f])[0-9]{9,19}(?![0-9A-Fa-f])")
TAX_IDS = re.compile(r"(?<![0-9-])[0-9]{3}-[0-9]{2}-[0-9]{4}(?![0-9-])")
CHUNK = 1_000_000
SHOWN_MAX = 20
PAPERS_MAX = 5


@dataclass
class Canaries:
    """What was planted, by kind, and what was found in what the run left outside the database.

    A text is searched as it is left and then forgotten. Only its numbers are kept: which of them
    are tax ids and account numbers is read from the database at the end.
    """

    planted: dict[str, str] = field(default_factory=dict)
    found: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    numbers: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    papers: int = 0
    is_heard_elsewhere: bool = False
    """Whether this process only hears again what its workers have searched."""

    def plant(self, kind: str, *values: str) -> None:
        self.planted.update((value, kind) for value in values if value)

    def leave(self, place: str, text: str) -> None:
        if text:
            self.found[place].update(self._secrets(text))
            self.numbers[place].update(numbers_in(text))

    def found_in(self, text: str) -> Iterator[str]:
        """The kinds of what is in a text, each as often as it is there."""
        yield from self._secrets(text)
        yield from self.kinds(numbers_in(text))

    def kinds(self, words: Iterable[str]) -> Iterator[str]:
        planted = self.planted
        return (planted[word] for word in words if word in planted)

    def _secrets(self, text: str) -> Iterator[str]:
        """Passwords have blanks and signs: looked for as they are. There are few."""
        yield from self.kinds(WORDS.findall(text))
        for phrase, kind in self.planted.items():
            if kind == PASSWORD and phrase in text:
                yield kind
        yield from (CARD for number in NUMBERS.findall(text) if is_card(number))


def numbers_in(text: str) -> Iterator[str]:
    yield from DIGITS.findall(text)
    yield from TAX_IDS.findall(text)


THIS_RUN = Canaries()


@contextmanager
def watching(canaries: Canaries = THIS_RUN) -> Iterator[None]:
    """Remember whatever secret is made, and keep what answers must not hold."""
    make_word, make_secret, make_group = secrets.token_urlsafe, pyotp.random_base32, recovery._group
    send, groups = Client.open, list[str]()

    def word(size: int | None = None) -> str:
        made, caller = make_word(size), sys._getframe(1).f_globals.get("__name__", "")
        if caller.startswith(MAKERS):
            canaries.plant(TOKEN, made)
        return made

    def secret(*given: Any, **named: Any) -> str:
        made = make_secret(*given, **named)
        canaries.plant(AUTHENTICATOR, made)
        return made

    def group() -> str:
        made = make_group()
        groups.append(made)
        if len(groups) == recovery.GROUPS:
            canaries.plant(RECOVERY, "-".join(groups))
            groups.clear()
        return made

    def answered(client: Client, *given: Any, **named: Any) -> TestResponse:
        answer = send(client, *given, **named)
        keep_answer(canaries, answer)
        return answer

    with (
        patch.object(secrets, "token_urlsafe", word),
        patch.object(pyotp, "random_base32", secret),
        patch.object(recovery, "_group", group),
        patch.object(Client, "open", answered),
    ):
        yield


def keep_answer(canaries: Canaries, answer: TestResponse) -> None:
    """Error pages, and whatever was taken along: tables, proofs, papers."""
    taken = "attachment" in answer.headers.get("Content-Disposition", "")
    if answer.status_code >= 400 and answer.mimetype == "text/html":
        # A page may name its own address, and a link's address is its token.
        path = answer.request.path
        canaries.leave(f"an error page of {place_of(path)}", answer.text.replace(path, ""))
    elif taken and answer.mimetype == "application/pdf":
        if canaries.papers < PAPERS_MAX:
            canaries.papers += 1
            canaries.leave("a paper", paper_text(answer.data))
    elif taken:
        canaries.leave("an export", answer.data.decode(errors="replace"))


def place_of(path: str) -> str:
    """Where a page is, without what in its address may be an id or open something."""
    return "/".join("…" if WORDS.fullmatch(part) else part for part in path.split("/"))


def paper_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def sweep(config: Config, canaries: Canaries = THIS_RUN) -> list[str]:
    """Every place where something was found, with its kind; never the thing itself."""
    assert config.database.admin is not None
    url = config.database.admin.set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as db:
        canaries.plant(TAX_ID, *tax_ids(db, config))
        own = db.execute("select distinct account_number from account").fetchall()
        canaries.plant(ACCOUNT, *(row[0] for row in own))
        found = [*sweep_left(canaries), *sweep_rows(db, canaries)]
        found += sweep_papers(db, canaries)
    found += sweep_queue(config.redis_url, canaries)
    return found


def sweep_left(canaries: Canaries) -> Iterator[str]:
    for place in canaries.found:
        kinds = [*canaries.found[place].elements(), *canaries.kinds(canaries.numbers[place])]
        yield from told(place, kinds)


def sweep_rows(
    db: psycopg.Connection, canaries: Canaries, tables: tuple[str, ...] = ()
) -> Iterator[str]:
    """Every column that can hold text, of every table (or of those named).

    A table is read once; columns that may hold something, or do, are read one by one as well.
    """
    columns: dict[str, dict[str, str]] = defaultdict(dict)
    for table, column, read in db.execute(COLUMNS).fetchall():
        if not tables or table in tables:
            columns[table][column] = read
    for table, known in columns.items():
        alone = {name for name in known if f"{table}.{name}" in ALLOWED}
        together = ", ".join(read for name, read in known.items() if name not in alone)
        # To the end: a copy that is left halfway takes the whole transaction with it.
        if together and [*_kinds(db, canaries, f"select {together} from {table}")]:
            alone = set(known)
        for name in known:
            if name in alone:
                kinds = _kinds(db, canaries, f"select {known[name]} from {table}")
                yield from told(f"{table}.{name}", kinds)


def _kinds(db: psycopg.Connection, canaries: Canaries, asked: str) -> Iterator[str]:
    return (kind for text in chunks(db, asked) for kind in canaries.found_in(text))


def sweep_papers(db: psycopg.Connection, canaries: Canaries) -> Iterator[str]:
    newest = "select content from statement_document order by rendered_at desc limit %s"
    papers = [paper_text(bytes(row[0])) for row in db.execute(newest, [PAPERS_MAX])]
    yield from told("a paper", (kind for text in papers for kind in canaries.found_in(text)))


def sweep_queue(url: str, canaries: Canaries) -> Iterator[str]:
    store: Any = redis.Redis.from_url(url)
    readers: dict[bytes, Callable[[bytes], Any]] = {
        b"string": store.get,
        b"list": lambda key: store.lrange(key, 0, -1),
        b"hash": store.hgetall,
        b"set": store.smembers,
        b"zset": lambda key: store.zrange(key, 0, -1),
    }
    texts = (f"{key} {readers.get(store.type(key), str)(key)}" for key in store.scan_iter())
    yield from told("the queue", (kind for text in texts for kind in canaries.found_in(text)))


def told(place: str, kinds: Iterable[str]) -> Iterator[str]:
    """Each kind that may not be there, and how often."""
    counted: dict[str, int] = defaultdict(int)
    for kind in kinds:
        counted[kind] += kind not in ALLOWED.get(place.partition(" of ")[0], ())
    yield from (
        f"{place}: {kind}, {number} times" for kind, number in sorted(counted.items()) if number
    )


def chunks(db: psycopg.Connection, asked: str) -> Iterator[str]:
    """Rows as text, put together so that the search runs over few large texts."""
    rows = bytearray()
    with db.cursor() as cursor, cursor.copy(f"copy ({asked}) to stdout") as copied:
        for data in copied:
            rows += data
            if len(rows) > CHUNK:
                yield rows.decode(errors="replace")
                rows.clear()
    yield rows.decode(errors="replace")


def tax_ids(db: psycopg.Connection, config: Config) -> Iterator[str]:
    """Every customer's, opened with the installation's key: digits, and as people write them."""
    keys = {key.key_id: key for key in map(LocalKey, config.encryption_keys)}
    rows = db.execute(
        "select k.partner_id, k.id, k.wrapping_key_id, k.wrapped, c.id, c.tax_id "
        "from customer c join data_key k on k.partner_id = c.partner_id and k.id = c.tax_id_key_id"
    )
    for partner, key_id, wrapping, wrapped, customer, sealed in rows:
        try:
            opened = keys[wrapping].unwrap(wrapped, f"data_key {partner} {key_id}".encode())
            bound = f"{partner} customer.tax_id {customer}".encode()
            digits = AESGCM(opened).decrypt(sealed[:12], sealed[12:], bound).decode()
        except (KeyError, InvalidTag):  # a test's own key, or a row that a test broke on purpose
            continue
        yield from (digits, f"{digits[:3]}-{digits[3:5]}-{digits[5:]}")
