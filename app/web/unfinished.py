"""A change that a fresh proof was asked for in between: what was typed waits, and is sent on.

Nobody types twice. What is secret, and a file, is not kept: its form comes back empty.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from app.banking.access.drafts import forget_draft, keep_draft, read_draft
from app.banking.access.matrix import PERMISSIONS
from app.banking.access.queries import SignedIn
from app.storage.session import partner_work
from app.web.door import work

PLACE = "unfinished"
SIZE_MAX = 20_000
SECRET = ("password", "secret", "code")
CARRIED = ("_id", "key", "next", "seen", "answer")
MASKED = ("account_number", "tax_id")
RESUMED = "resumed"
Field = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Where it was sent to, what was typed, and the page that its form stands on."""

    at: str
    back: str
    fields: tuple[Field, ...]

    @property
    def place(self) -> tuple[str, Mapping[str, Any]]:
        """The endpoint it goes to, and the ids in its address; nothing where there is none."""
        adapter = current_app.create_url_adapter(request)
        try:
            return adapter.match(self.at.partition("?")[0], method="POST") if adapter else ("", {})
        except HTTPException:
            return "", {}

    @property
    def permission(self) -> str:
        view = current_app.view_functions.get(self.place[0])
        return str(getattr(view, "permission", ""))

    @property
    def label(self) -> str:
        """What its permission is called; empty where it is one's own security."""
        known = PERMISSIONS.get(self.permission)
        return known.label if known else ""

    @property
    def action(self) -> str:
        return f"{self.at}{'&' if '?' in self.at else '?'}{RESUMED}=1"

    @property
    def shown(self) -> Iterable[Field]:
        """What a person typed or chose, without what a form carries along."""
        for name, value in self.fields:
            if value.strip() and (name in MASKED or not name.endswith(CARRIED)):
                shown = f"••••{value.strip()[-4:]}" if name in MASKED else value
                yield name.replace("_", " ").capitalize(), shown


def keep_unfinished(back: str) -> bool:
    """Whether all of what was sent could be kept for whoever sent it."""
    fields = [each for each in request.form.items(multi=True) if each[0] != "csrf_token"]
    written = json.dumps(fields)
    if any(_is_secret(name) for name, _ in fields) or request.files or len(written) > SIZE_MAX:
        return False
    values = {"at": request.full_path.rstrip("?"), "back": back, "fields": written}
    with partner_work(work.host.partner_id) as db:
        keep_draft(db, _who(), place=PLACE, values=values, wall=work.wall)
    return True


def read_unfinished() -> Unfinished | None:
    with partner_work(work.host.partner_id) as db:
        kept = read_draft(db, _who(), place=PLACE, wall=work.wall)
    if not kept:
        return None
    fields = tuple((name, value) for name, value in json.loads(kept["fields"]))
    return Unfinished(kept["at"], kept["back"], fields)


def forget_resumed() -> None:
    """Once it is on its way it need not be kept."""
    if RESUMED in request.args:
        with partner_work(work.host.partner_id) as db:
            forget_draft(db, _who(), wall=work.wall)


def _is_secret(name: str) -> bool:
    return any(word in name for word in SECRET)


def _who() -> SignedIn:
    assert work.login is not None  # noqa: S101 -- whoever is asked for a proof is known
    return work.login
