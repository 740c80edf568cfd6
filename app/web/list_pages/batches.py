"""Doing one thing to many lines: chosen on a list, looked at, confirmed once, told line by line."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from app.banking.listing.asked import write_query
from app.banking.listing.asking import ids_of
from app.banking.lists.actions.do_batch import do_batch
from app.banking.lists.actions.prepare_batch import prepare_batch
from app.banking.lists.batches import Batch, batch_of
from app.banking.lists.rules import BATCH_MAX
from app.banking.lists.verbs import Doing, Verb
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import BatchId, read_shown
from app.web.door import View, allow, moved_to, page, work
from app.web.list_pages.desk import desk, list_href, me
from app.web.list_pages.exports import export
from app.web.refusals import note
from app.web.tables.pages import TablePage, asked_of, verbs_of

REASON_LENGTH_MAX = 500


def open_list(blueprint: Blueprint, shown: TablePage, path: str, *, permission: str = "") -> None:
    """Give an area's list its files, and what can be done to many of its lines.

    Where another surface looks at the same list, by a permission of its own, nothing is done to it.
    """
    spec = shown.spec

    @allow(permission or spec.permission)
    def create_export() -> ResponseReturnValue:
        return export(shown, shown.session())

    blueprint.post(f"{path}/exports", endpoint=f"export_{spec.name}")(create_export)
    for verb in () if permission else verbs_of(spec):
        _open_batches(blueprint, shown, verb, path)


def _open_batches(blueprint: Blueprint, shown: TablePage, verb: Verb, path: str) -> None:
    one = f"{path}/batches/<batch:batch_id>"
    routes: dict[str, tuple[Callable[..., View], str, Callable[..., ResponseReturnValue]]] = {
        f"choose_{verb.key}": (blueprint.post, f"{path}/batches", _chosen(shown, verb)),
        f"look_{verb.key}": (blueprint.get, one, _looked(shown, verb)),
        f"confirm_{verb.key}": (blueprint.post, f"{one}/confirmation", _confirmed(shown, verb)),
    }
    for endpoint, (method, rule, view) in routes.items():
        method(rule, endpoint=endpoint)(allow(verb.permission)(view))


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
        batch = _of(verb, batch_id)
        return page(
            "list_pages/batch.html",
            batch=batch,
            verb=verb,
            shown=shown,
            columns=[c for c in verb.spec.columns if c.is_shown],
            back=list_href(verb.spec.name, batch.back),
            confirm=f"{shown.area}.confirm_{verb.key}",
        )

    return look


def _confirmed(shown: TablePage, verb: Verb) -> Callable[..., ResponseReturnValue]:
    def confirm(batch_id: BatchId) -> ResponseReturnValue:
        _of(verb, batch_id)
        reason = request.form.get("reason", "").strip()[:REASON_LENGTH_MAX]
        if verb.asks_reason and not reason:
            flash("Say why first: the reason is kept with each of them.", "error")
            return moved_to(f"{shown.area}.look_{verb.key}", batch_id=batch_id)
        doing = Doing(work.actor, work.now, reason)
        do_batch(desk(), batch_id, login_id=me(), doing=doing)
        return moved_to(f"{shown.area}.look_{verb.key}", batch_id=batch_id)

    return confirm


def _of(verb: Verb, batch_id: BatchId) -> Batch:
    """One's own batch, of this verb: each has a permission of its own."""
    batch = batch_of(desk(), batch_id, me())
    if batch.verb is not verb:
        raise NotFound("batch")
    return batch


def _picked(kind: str) -> list[UUID]:
    found = (read_shown(kind, text) for text in request.form.getlist("pick")[: BATCH_MAX + 1])
    return [each for each in found if each is not None]
