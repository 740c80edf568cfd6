"""Doing one thing to many lines: chosen on a list, looked at, confirmed once, told line by line."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from app.banking.access.rules import KIND_OF_SURFACE
from app.banking.listing.asked import write_query
from app.banking.listing.asking import ids_of
from app.banking.lists.actions.do_batch import do_batch
from app.banking.lists.actions.prepare_batch import prepare_batch
from app.banking.lists.batches import Batch, batch_of
from app.banking.lists.rules import BATCH_MAX
from app.banking.lists.verb import Doing, Verb
from app.banking.notes.queries import colleagues
from app.banking.notes.rules import BODY_LENGTH_MAX
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import BatchId, LoginId, read_any, read_shown
from app.kernel.ids import shown as shown_id
from app.web.door import View, allow, moved_to, page, work
from app.web.list_pages.desk import desk, list_href, me
from app.web.list_pages.exports import export
from app.web.proof import needs_proof
from app.web.refusals import note
from app.web.tables.pages import TablePage, asked_of, verbs_of

REASON_LENGTH_MAX = 500
NOBODY = "nobody"
ASKED_TEXT = ("reason", "note")
MISSING = {
    "reason": "Say why first: the reason is kept with each of them.",
    "note": "Write something first.",
    "person": "Choose who looks after them from now on.",
}


def open_list(
    blueprint: Blueprint,
    shown: TablePage,
    path: str,
    *,
    permission: str = "",
    asked_for: Callable[[], TablePage] | None = None,
) -> None:
    """Give an area's list its files, and what can be done to many of its lines.

    Where another surface looks at the same list, by a permission of its own, nothing is done to it.
    `asked_for` is the list as an address asks for it, where that is more than it narrows.
    """
    spec = shown.spec

    @allow(permission or spec.permission)
    def create_export(**_path: UUID) -> ResponseReturnValue:
        """What its path names is read by the list's own session."""
        found = asked_for() if asked_for else shown
        return export(found, found.session())

    blueprint.post(f"{path}/exports", endpoint=f"export_{spec.name}")(create_export)
    for verb in () if permission else verbs_of(spec):
        _open_batches(blueprint, shown, verb, path)


def _open_batches(blueprint: Blueprint, shown: TablePage, verb: Verb, path: str) -> None:
    many = f"{path}/batches/{verb.noun}"
    one = f"{many}/<batch:batch_id>"
    routes: dict[str, tuple[Callable[..., View], str, Callable[..., ResponseReturnValue]]] = {
        f"choose_{verb.key}": (blueprint.post, many, _chosen(shown, verb)),
        f"look_{verb.key}": (blueprint.get, one, _looked(shown, verb)),
        f"confirm_{verb.key}": (blueprint.post, f"{one}/confirmation", _confirmed(shown, verb)),
    }
    for endpoint, (method, rule, view) in routes.items():
        guarded = needs_proof(view) if verb.is_guarded else view
        method(rule, endpoint=endpoint)(allow(verb.permission)(guarded))


def _chosen(shown: TablePage, verb: Verb) -> Callable[..., ResponseReturnValue]:
    def choose() -> ResponseReturnValue:
        """The boxes that were ticked, or everything that the address shows, up to the bound."""
        asked = asked_of(shown.spec)
        query = write_query(shown.spec, asked)
        if request.form.get("everything"):
            ids = ids_of(shown.session(), shown.spec, asked, BATCH_MAX)
        else:
            ids = _picked(shown.kind)
        try:
            batch_id = prepare_batch(
                desk(), verb, ids, back=query, login_id=me(), actor=work.actor, now=work.now
            )
        except Refused as refusal:
            note(refusal)
            flash(refusal.message, "error")
            return redirect(list_href(shown.spec.name, query), code=303)
        return moved_to(f"{shown.area}.look_{verb.key}", batch_id=batch_id)

    return choose


def _looked(shown: TablePage, verb: Verb) -> Callable[..., ResponseReturnValue]:
    def look(batch_id: BatchId) -> ResponseReturnValue:
        """What would happen to each; whom it is given to, where it is, is chosen first."""
        people = _people() if verb.asks == "person" else {}
        person = request.args.get("person", "")
        person = person if person in people else ""
        batch = _of(verb, batch_id, _person(person))
        return page(
            "list_pages/batch.html",
            batch=batch,
            verb=verb,
            shown=shown,
            columns=[c for c in verb.spec.columns if c.is_shown and c.key not in shown.parts],
            back=list_href(verb.spec.name, batch.back),
            look=f"{shown.area}.look_{verb.key}",
            confirm=f"{shown.area}.confirm_{verb.key}",
            people=people,
            person=person,
            is_open=batch.done_at is None and verb.asks == "person" and not person,
            will=verb.will.format(person="nobody" if person == NOBODY else people.get(person)),
            text_max=_text_max(verb),
        )

    return look


def _confirmed(shown: TablePage, verb: Verb) -> Callable[..., ResponseReturnValue]:
    def confirm(batch_id: BatchId) -> ResponseReturnValue:
        _of(verb, batch_id)
        text = request.form.get("text", "").strip()[: _text_max(verb)]
        person = request.form.get("person", "")
        if not (text if verb.asks in ASKED_TEXT else person or verb.asks != "person"):
            flash(MISSING[verb.asks], "error")
            return moved_to(f"{shown.area}.look_{verb.key}", batch_id=batch_id)
        doing = Doing(work.actor, work.now, work.wall, text, _person(person))
        do_batch(desk(), batch_id, login_id=me(), doing=doing)
        return moved_to(f"{shown.area}.look_{verb.key}", batch_id=batch_id)

    return confirm


def _people() -> dict[str, str]:
    """Who of the team it can be given to, or nobody."""
    found = colleagues(desk(), kind=KIND_OF_SURFACE[work.host.surface], wall=work.wall)
    return {shown_id("login", each): name for each, name in found} | {NOBODY: "Nobody"}


def _person(text: str) -> LoginId | None:
    found = read_shown("login", text)
    return LoginId(found) if found else None


def _text_max(verb: Verb) -> int:
    return BODY_LENGTH_MAX if verb.asks == "note" else REASON_LENGTH_MAX


def _of(verb: Verb, batch_id: BatchId, person: LoginId | None = None) -> Batch:
    """One's own batch, of this verb: each has a permission of its own."""
    batch = batch_of(desk(), batch_id, me(), person=person)
    if batch.verb is not verb:
        raise NotFound("batch")
    return batch


def _picked(kind: str) -> list[UUID]:
    """Of one kind, or of any where each line says its own."""
    texts = request.form.getlist("pick")[: BATCH_MAX + 1]
    found = (read_shown(kind, text) if kind else read_any(text) for text in texts)
    return [each for each in found if each is not None]
