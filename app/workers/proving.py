"""What the operator asks of the ledger's proof: verify, export, prove; each partner in scope."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.accounts.queries import account_detail
from app.banking.ledger.contradictions import PaperRoot
from app.banking.ledger.exporting import Exported, export_ledger
from app.banking.ledger.plain_text import Format, journal
from app.banking.ledger.proofs import proof_of_balance, proof_of_transaction
from app.banking.ledger.verifying import Verified, verify
from app.banking.trail.exporting import TrailExported, export_trail
from app.banking.trail.verifying import TrailVerified, verify_trail
from app.config import Config
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import AccountId, LedgerAccountId, PartnerId, TransactionId, read_shown
from app.storage.session import clock_reading, connect, partner_reading
from tenants.resolve import Partner, partner_of, partner_refs

ROOTS_BYTES_MAX = 64_000_000
DIGITS_MIN = 12
Written = TypeVar("Written")


def verify_ledgers(
    config: Config, *, slug: str | None, roots: Path | None
) -> Iterator[tuple[Partner, Verified]]:
    """Every partner's ledger, or one's, each in one snapshot; raises NotFound and Refused."""
    connect(config)
    paper = read_roots(roots) if roots else []
    for partner in _partners(slug):
        of_partner = [
            PaperRoot(date.fromisoformat(root["business_on"]), root["block_hash"])
            for root in paper
            if root.get("partner", str(partner.id)) == str(partner.id)
        ]
        with partner_reading(partner.id) as db:
            yield partner, verify(db, paper=of_partner)


def verify_trails(
    config: Config, *, slug: str | None, roots: Path | None
) -> Iterator[tuple[Partner, TrailVerified]]:
    """The same of audit trails."""
    connect(config)
    paper = read_roots(roots) if roots else []
    for partner in _partners(slug):
        of_partner = [
            PaperRoot(date.fromisoformat(root["business_on"]), root["audit_block_hash"])
            for root in paper
            if root.get("partner") == str(partner.id) and "audit_block_hash" in root
        ]
        with partner_reading(partner.id) as db:
            yield partner, verify_trail(db, paper=of_partner)


def export(config: Config, *, slug: str, out: Path) -> Exported:
    """The sealed ledger of a partner as files, whole or not at all; raises NotFound, Refused."""
    return _exported(config, slug, out, export_ledger)


def export_audit(config: Config, *, slug: str, out: Path) -> TrailExported:
    """The sealed audit trail of a partner, in the same way."""
    return _exported(config, slug, out, export_trail)


def _exported(
    config: Config, slug: str, out: Path, write: Callable[[Session, Path], Written]
) -> Written:
    connect(config)
    partner = _one(slug)
    if out.exists():
        raise Refused("in_the_way", f"{out} is there already; nothing was written.")
    unfinished = out.with_name(f"{out.stem}.unfinished{out.suffix}")
    with _writing(out), partner_reading(partner.id) as db:
        done = write(db, unfinished)
        unfinished.replace(out)
    return done


def export_journal(config: Config, *, slug: str, form: Format, out: Path) -> None:
    connect(config)
    partner = _one(slug)
    with _writing(out), partner_reading(partner.id) as db, out.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in journal(db, form=form))


def prove(
    config: Config, *, transaction: str | None, account: str | None, day: date | None, out: Path
) -> None:
    """Write the proof of a transaction, or of an account's closing balance of a day."""
    connect(config)
    for partner in _partners(None):
        with partner_reading(partner.id) as db:
            try:
                told = _proof(db, transaction, account, day)
            except NotFound:
                continue
        with _writing(out):
            out.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        return
    raise NotFound("transaction" if transaction else "account")


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    """A place that cannot be written to is a refusal, in one line."""
    try:
        yield
    except OSError as error:
        reason = f"{out} cannot be written: {error.strerror or error}."
        raise Refused("not_written", reason) from None


def _proof(db: Any, transaction: str | None, account: str | None, day: date | None) -> Any:
    if transaction is not None:
        return proof_of_transaction(db, TransactionId(_id("transaction", transaction)))
    if account is None or day is None:
        raise Refused("nothing_to_prove", "Name a transaction, or an account and a day.")
    its_id = read_shown("ledger_account", account)
    if its_id is None:
        found = account_detail(db, AccountId(_id("account", account)))
        its_id = found.ledger_account_id
    return proof_of_balance(db, LedgerAccountId(its_id), day=day)


def read_roots(path: Path) -> list[dict[str, Any]]:
    """Day roots as somebody else kept them: a file handed to the bank, or a folder of such."""
    paths = sorted(path.glob("*.json")) if path.is_dir() else [path]
    roots: list[dict[str, Any]] = []
    for each in paths:
        try:
            with each.open("rb") as file:
                roots += json.loads(file.read(ROOTS_BYTES_MAX))
        except (OSError, ValueError, RecursionError, TypeError):
            raise Refused("roots_unreadable", f"{each} holds no day roots.") from None
    if not all(_is_root(root) for root in roots):
        raise Refused("roots_unreadable", f"{path} holds something that is no day root.")
    return roots


def _is_root(root: Any) -> bool:
    try:
        date.fromisoformat(root["business_on"])
        is_hex = not set(root["block_hash"]) - set("0123456789abcdef")
        return is_hex and len(root["block_hash"]) >= DIGITS_MIN
    except (TypeError, KeyError, ValueError):
        return False


def _partners(slug: str | None) -> list[Partner]:
    with clock_reading() as db:
        ids = [ref.id for ref in partner_refs(db)]
    partners = [partner for partner in map(_partner, ids) if slug in (None, partner.slug)]
    if slug is not None and not partners:
        raise NotFound("partner")
    return partners


def _one(slug: str) -> Partner:
    return _partners(slug)[0]


def _partner(partner_id: PartnerId) -> Partner:
    with partner_reading(partner_id) as db:
        return partner_of(db, partner_id)


def _id(kind: str, text: str) -> UUID:
    found = read_shown(kind, text)
    if found is None:
        raise NotFound(kind)
    return found
