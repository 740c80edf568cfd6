"""Lists kept under a name: kept from a list, then named, shared, pinned or removed here."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from app.banking.lists.actions.change_view import change_view
from app.banking.lists.actions.keep_view import NewView, keep_view
from app.banking.lists.actions.remove_view import remove_view
from app.banking.lists.registry import LISTS
from app.banking.lists.rules import NAME_LENGTH_MAX
from app.banking.lists.views import SavedView, view_to_change
from app.kernel.errors import DomainError, NotFound
from app.kernel.ids import SavedViewId
from app.web.door import moved_to, page, work
from app.web.forms import Form
from app.web.list_pages.desk import begins, desk, list_href, me, places, seen_views, view_href
from app.web.refusals import note


class ViewForm(Form):
    """What can be said of a view; its list and filters come from the page it was kept on."""

    name = StringField(
        "Name",
        [
            InputRequired("Give it a name."),
            Length(max=NAME_LENGTH_MAX, message=f"At most {NAME_LENGTH_MAX} characters."),
        ],
    )
    is_pinned = BooleanField("Show it in the navigation, with how many lines it has")


def views() -> ResponseReturnValue:
    return page(
        "list_pages/views.html",
        views=[
            {"view": view, "href": view_href(view), "is_mine": view.login_id == me()}
            for view in seen_views()
        ],
        lists=LISTS,
        may_share=work.may("views.share"),
        begins=begins(),
    )


def create_view() -> ResponseReturnValue:
    """From a list: back to it, under the name; what was wrong is said there."""
    name, query = request.form.get("list_name", ""), request.form.get("query", "")
    if name not in places() or not work.may(LISTS[name].permission):
        raise NotFound("list")
    form = ViewForm()
    if not form.validate():
        flash(next(iter(form.errors.values()))[0], "error")
        return redirect(list_href(name, query), code=303)
    wanted = NewView(
        name,
        form.name.data or "",
        query,
        is_shared="is_shared" in request.form and work.may("views.share"),
        is_pinned=bool(form.is_pinned.data),
    )
    try:
        keep_view(desk(), wanted, login_id=me(), actor=work.actor, now=work.now)
    except DomainError as refusal:
        note(refusal)
        flash(refusal.message, "error")
    else:
        flash(f"“{wanted.name}” is kept.", "success")
    return redirect(list_href(name, query), code=303)


def edit_view(view_id: SavedViewId) -> ResponseReturnValue:
    view = _mine(view_id)
    return _edit_page(view, ViewForm(formdata=None, obj=view))


def change(view_id: SavedViewId) -> ResponseReturnValue:
    view, form = _mine(view_id), ViewForm()
    if not form.validate():
        return _edit_page(view, form, status=422)
    try:
        _changed(view, name=form.name.data or "", is_pinned=bool(form.is_pinned.data))
    except DomainError as refusal:
        note(refusal)
        form.name.errors = [refusal.message]
        return _edit_page(view, form, status=422)
    flash("The view is changed.", "success")
    return redirect(view_href(view), code=303)


def create_share(view_id: SavedViewId) -> ResponseReturnValue:
    """From now on the team has it too."""
    view = _mine(view_id)
    try:
        _changed(view, name=view.name, is_pinned=view.is_pinned, is_shared=True)
    except DomainError as refusal:
        note(refusal)
        flash(refusal.message, "error")
    else:
        flash("The team has this view now.", "success")
    return moved_to("lists.edit_view", view_id=view.id)


def create_share_removal(view_id: SavedViewId) -> ResponseReturnValue:
    """It is its maker's alone again."""
    view = _mine(view_id)
    try:
        _changed(view, name=view.name, is_pinned=view.is_pinned, is_shared=False)
    except DomainError as refusal:
        note(refusal)
        flash(refusal.message, "error")
    else:
        flash("The view is its maker's alone again.", "success")
    return moved_to("lists.views")


def _changed(view: SavedView, *, name: str, is_pinned: bool, is_shared: bool | None = None) -> None:
    change_view(
        desk(),
        view,
        name=name,
        is_shared=view.is_shared if is_shared is None else is_shared,
        is_pinned=is_pinned,
        actor=work.actor,
        now=work.now,
    )


def create_removal(view_id: SavedViewId) -> ResponseReturnValue:
    view = _mine(view_id)
    remove_view(desk(), view, actor=work.actor, now=work.now)
    flash(f"“{view.name}” is gone; the list itself is as it was.", "success")
    return moved_to("lists.views")


def _mine(view_id: SavedViewId) -> SavedView:
    may_share = work.may("views.share")
    return view_to_change(desk(), view_id, login_id=me(), may_share=may_share)


def _edit_page(view: SavedView, form: ViewForm, *, status: int = 200) -> ResponseReturnValue:
    return page(
        "list_pages/view.html",
        status=status,
        view=view,
        form=form,
        spec=LISTS[view.list_name],
        href=view_href(view),
        may_share=work.may("views.share"),
    )
