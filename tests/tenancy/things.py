"""Real ids and words of somebody, and twins of them that never were."""

import secrets
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import psycopg

from app.kernel.ids import PREFIXES, shown
from tests.tenancy.marks import tables
from tests.tenancy.parameters import cursor_of
from tests.tenancy.routes import COLUMNS, FIRST, TABLES, TABLES_OF_HOUSE
from tests.world import World

LOW_BITS = (1 << 62) - 1
TOKEN, DIGEST, FILE = "A" * 43, "0" * 64, "css/base.css"
FIXED = {"token": TOKEN, "digest": DIGEST, "path": FILE, "topic": "payments"}


class NothingThere(LookupError):
    """The cast holds nothing of a kind that a route names."""


@dataclass(frozen=True)
class Owner:
    """Whose things: a partner's with its bank, the bank's own, or one customer's."""

    world: World = field(compare=False)
    slug: str
    customer_id: UUID | None = None
    is_house: bool = False

    @property
    def partner_id(self) -> UUID:
        return self.world.house_id if self.is_house else self.world.partner_id


def twin(real: UUID) -> UUID:
    """An id of the same moment that belongs to nothing."""
    high = real.int >> 62 << 62
    return UUID(int=high | secrets.randbits(62) & LOW_BITS)


@dataclass
class Things:
    """Looks behind everybody's back for ids to try."""

    admin: psycopg.Connection
    _tables: dict[str, list[str]] = field(default_factory=dict)
    _found: dict[tuple[str, Owner], UUID] = field(default_factory=dict)

    def pair(self, kind: str, owner: Owner, shape: tuple[type, ...] = ()) -> tuple[str, str]:
        """A value of somebody's, and one of nobody's, as a request spells them."""
        if kind in PREFIXES:
            real = self.id_of(kind, owner)
            return shown(kind, real), shown(kind, twin(real))
        if kind.endswith(" uuid"):
            real = self.id_of(kind.removesuffix(" uuid"), owner)
            return str(real), str(twin(real))
        if kind == "cursor":
            real = self.id_of("customer", replace(owner, is_house=False))
            shape = shape or (UUID,)
            return tuple(cursor_of(shape, each, owner.world.now) for each in (real, twin(real)))  # type: ignore[return-value]
        return self._words(kind, owner)

    def good(self, kind: str, owner: Owner) -> str:
        """What fills a place of an address that is somebody's own."""
        return FIXED.get(kind) or shown(kind, self.id_of(kind, owner))

    def id_of(self, kind: str, owner: Owner) -> UUID:
        key = (kind, owner)
        if key not in self._found:
            self._found[key] = self._look(kind, owner)
        return self._found[key]

    def forget(self, owner: Owner) -> None:
        """What was there may be gone: look again."""
        self._found = {key: each for key, each in self._found.items() if key[1] != owner}

    def _look(self, kind: str, owner: Owner) -> UUID:
        world = owner.world
        if kind in ("partner", "bank"):
            return world.partner_id if kind == "partner" else world.bank_id
        self._tables = self._tables or tables(self.admin)
        named = TABLES | TABLES_OF_HOUSE if owner.is_house else TABLES
        table = named.get(kind, kind)
        columns = self._tables.get(table, [])
        whose = "partner_id" if "partner_id" in columns else "bank_id"
        if whose not in columns or "id" not in columns:
            raise NothingThere(f"name the table of {kind} in tests/tenancy/routes.py")
        owner_id = owner.partner_id if whose == "partner_id" else world.bank_id
        condition, values = f"{whose} = %s", [owner_id]
        column = "id" if table == "customer" else "customer_id"
        if owner.customer_id and column in columns:
            condition, values = f"{condition} and {column} = %s", [*values, owner.customer_id]
        named_id = COLUMNS.get(table, "id")
        order = FIRST.get(table, "id is null")
        row = self.admin.execute(
            f"select {named_id} from {table} where {condition} order by {order}, id desc limit 1",
            values,
        ).fetchone()
        if row is None:
            raise NothingThere(f"let tests/tenancy/cast.py make a {kind} for {owner.slug}")
        return UUID(str(row[0]))

    def _words(self, kind: str, owner: Owner) -> tuple[str, str]:
        world = owner.world
        match kind:
            case "words":
                return f"cnry-{owner.slug}", f"cnry-{'x' * len(owner.slug)}"
            case "email":
                return self._one("email", "login", world), "nobody@x.example"
            case "account_number":
                number = self._one("account_number", "account", world)
                return number, f"{number[:4]}{secrets.randbelow(10**8):08d}"
            case "key":
                return self._one("idempotency_key", "payment", world), f"key {secrets.token_hex(8)}"
            case "address":
                host = world.hosts["console"]
                return f"https://{host}/", f"https://{secrets.token_hex(6)}.localhost/"
            case _:
                return self.pair("partner", owner)

    def _one(self, column: str, table: str, world: World) -> str:
        query = f"select {column} from {table} where partner_id = %s order by id limit 1"
        row: Any = self.admin.execute(query, [world.partner_id]).fetchone()
        return str(row[0])
