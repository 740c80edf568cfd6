"""Choosing how a surface looks, and the list of its keys; changes nothing but a cookie."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.web.account.blueprint import asked_next
from app.web.door import page, public
from app.web.preferences import CHOICES, keep, preferences
from app.web.shortcuts import shortcuts

blueprint = Blueprint("preferences", __name__, template_folder="templates")


@blueprint.post("/preferences")
@public
def create() -> ResponseReturnValue:
    """One choice or several; then back to the page it was made on."""
    chosen = preferences()
    for name in CHOICES:
        chosen = chosen.changed(name, request.form.get(name, ""))
    return keep(Response(status=303, headers={"Location": asked_next()}), chosen)


@blueprint.get("/shortcuts")
@public
def keys() -> ResponseReturnValue:
    return page("preferences/keys.html", groups=shortcuts())
