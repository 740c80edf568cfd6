"""A small ledger made without a database, written as the export an examiner reads."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from app.banking.ledger.proof.blocks import BEFORE_THE_FIRST, Block, Header, seal_block
from app.banking.ledger.proof.keys import SealKey
from app.banking.ledger.proof.lines import EntryFacts, TransactionFacts, transaction_line
from app.banking.ledger.proof.tree import leaf_of, path_of, root_of

PARTNER = UUID("018f0000-0000-7000-8000-000000000001")
ADA, GRACE, CASH = (UUID(int=PARTNER.int + n) for n in (11, 12, 13))
KEY, NEXT_KEY = SealKey(bytes(range(32))), SealKey(bytes(range(1, 33)))
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ACCOUNTS = {ADA: "credit", GRACE: "credit", CASH: "debit"}


def transaction(
    number: int, debit: UUID, credit: UUID, minor: int, **changes: Any
) -> TransactionFacts:
    moment = NOON + timedelta(hours=number)
    facts: dict[str, Any] = {
        "partner": PARTNER,
        "id": UUID(int=PARTNER.int + (number << 32)),
        "key_digest": UUID(int=number),
        "cause": "book_transfer",
        "subject": ("payment", None),
        "description": f"Transfer {number}, ünïcode",
        "effective_on": moment.date(),
        "posted_at": moment,
        "recorded_at": moment,
        "reverses": None,
        "details": None,
        "entries": [
            EntryFacts(1, debit, "debit", minor, "USD", ""),
            EntryFacts(2, credit, "credit", minor, "USD", "rent"),
        ],
    }
    return TransactionFacts(**facts | changes)


def story() -> list[list[TransactionFacts]]:
    """Three blocks of seven, one and four transactions."""
    sizes, number, blocks = (7, 1, 4), 0, []
    for size in sizes:
        blocks.append([])
        for _ in range(size):
            number += 1
            pair = (CASH, ADA) if number % 2 else (ADA, GRACE)
            blocks[-1].append(transaction(number, *pair, 100 * number))
    return blocks


@dataclass
class Export:
    """The files of an export before they are written, so that a test may change any of them."""

    lines: list[list[bytes]]
    blocks: list[Block]
    keys: list[SealKey]
    accounts: dict[UUID, str] = field(default_factory=lambda: dict(ACCOUNTS))

    @classmethod
    def of(cls, told: list[list[TransactionFacts]], keys: list[SealKey] | None = None) -> "Export":
        """Seal each list as a block; the last of several keys signs from the second block on."""
        keys = keys or [KEY]
        lines = [[transaction_line(each) for each in block] for block in told]
        blocks: list[Block] = []
        for number, of_block in enumerate(lines, 1):
            key = keys[0] if number == 1 else keys[-1]
            before = blocks[-1] if blocks else None
            header = Header(
                partner=PARTNER,
                number=number,
                written_from=before.header.written_below if before else 0,
                written_below=1_000 * number,
                members=len(of_block),
                root=root_of([leaf_of(line) for line in of_block]),
                previous_hash=before.hash if before else BEFORE_THE_FIRST,
                key_id=key.key_id,
                sealed_at=NOON + timedelta(days=number),
            )
            blocks.append(seal_block(header, key))
        return cls(lines, blocks, keys)

    def files(self) -> dict[str, bytes]:
        """Name and content of every file."""
        return {
            "transactions.jsonl": b"".join(line + b"\n" for block in self.lines for line in block),
            "blocks.jsonl": rows(told_block(block) for block in self.blocks),
            "accounts.jsonl": rows(
                {"id": str(each), "code": "c", "name": "n", "normal_side": side, "currency": "USD"}
                for each, side in self.accounts.items()
            ),
            "balances.jsonl": rows(self.balances()),
            "keys.json": json.dumps(told_keys(self.keys)).encode(),
            "day_roots.json": json.dumps(
                [
                    {
                        "business_on": "2026-03-03",
                        "block_number": 2,
                        "block_hash": self.blocks[1].hash.hex(),
                    }
                ]
            ).encode(),
            "manifest.json": json.dumps(
                {
                    "version": 1,
                    "partner": str(PARTNER),
                    "blocks": len(self.blocks),
                    "last_hash": self.blocks[-1].hash.hex(),
                }
            ).encode(),
        }

    def balances(self) -> list[dict[str, Any]]:
        net: dict[UUID, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        for block in self.lines:
            for line in block:
                told = json.loads(line)
                for entry in told["entries"]:
                    sign = 1 if entry["side"] == ACCOUNTS[UUID(entry["account"])] else -1
                    net[UUID(entry["account"])][told["effective_on"]] += (
                        sign * entry["amount_minor"]
                    )
        closing = [
            {"account": str(each), "business_on": None, "current_minor": sum(net[each].values())}
            for each in ACCOUNTS
        ]
        day = "2026-03-02"
        early = [
            {
                "account": str(each),
                "business_on": day,
                "current_minor": sum(minor for on, minor in net[each].items() if str(on) <= day),
            }
            for each in ACCOUNTS
        ]
        return closing + early

    def write(self, folder: Path, **changed: bytes) -> Path:
        """Into a folder; `transactions_jsonl=b"…"` puts another content in a file's place."""
        folder.mkdir(exist_ok=True)
        changes = {name.replace("_json", ".json"): content for name, content in changed.items()}
        for name, content in (self.files() | changes).items():
            (folder / name).write_bytes(content)
        return folder

    def proof_of(self, block: int, index: int, *, through: int | None = None) -> dict[str, Any]:
        """The small proof of one transaction, with the headers up to a later block."""
        line = self.lines[block][index]
        through = block if through is None else through
        return {
            "version": 1,
            "partner": str(PARTNER),
            "claim": {"kind": "transaction", "id": json.loads(line)["id"]},
            "keys": told_keys(self.keys),
            "blocks": [told_block(each) for each in self.blocks[block : through + 1]],
            "transactions": [self.told_path(block, index)],
        }

    def told_path(self, block: int, index: int) -> dict[str, Any]:
        leaves = [leaf_of(line) for line in self.lines[block]]
        return {
            "block": block + 1,
            "index": index,
            "line": self.lines[block][index].decode(),
            "path": [node.hex() for node in path_of(leaves, index)],
        }


def told_block(block: Block) -> dict[str, str]:
    return {
        "hash": block.hash.hex(),
        "header": block.header.text(),
        "signature": block.signature.hex(),
    }


def told_keys(keys: list[SealKey]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    for key in keys:
        elder = keys[keys.index(key) - 1] if told else None
        told.append(
            {
                "key_id": sha256(key.public_key).hexdigest()[:16],
                "public_key": key.public_key.hex(),
                "endorsed_by": elder.key_id if elder else None,
                "endorsement": elder.endorse(key.public_key).hex() if elder else None,
            }
        )
    return told


def rows(told: Any) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in told)
