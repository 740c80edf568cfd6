"""Make ten recovery codes, shown once; the ones before are worth nothing from now on."""

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.queries import SignedIn
from app.banking.access.recovery import code_hash, new_codes
from app.banking.access.tables import RecoveryCodeRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import new_id
from app.kernel.languages import gettext as _
from app.storage.scope import current_scope


def make_recovery_codes(db: Session, who: SignedIn, *, actor: Actor, wall: datetime) -> list[str]:
    """The codes, to show and to forget; raises Refused where they would be the only factor."""
    if not who.has_second_factor:
        raise Refused(
            "nothing_to_recover",
            "Recovery codes stand in for a passkey or an authenticator app.",
            next_step="Set one of them up first.",
        )
    row, codes = RecoveryCodeRow, new_codes()
    db.execute(
        update(row)
        .where(row.login_id == who.login_id, row.used_at.is_(None), row.replaced_at.is_(None))
        .values(replaced_at=wall)
    )
    db.execute(
        insert(row),
        [
            {
                "partner_id": current_scope(db).partner_id,
                "id": new_id(wall),
                "login_id": who.login_id,
                "customer_id": who.customer_id,
                "code_hash": code_hash(who.login_id.bytes, code),
                "made_at": wall,
            }
            for code in codes
        ],
    )
    record(db, actor, "recovery_codes.made", subject=("login", who.login_id), now=wall)
    told = {"factor": _("Ten recovery codes"), "when": moment_words(wall)}
    key = f"codes {who.session_id} {wall.isoformat()}"
    tell(db, who.login_id, "factor_added", told, key=key, actor=actor, now=wall)
    return codes
