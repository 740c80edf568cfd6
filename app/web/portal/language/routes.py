"""Choosing a language: for this browser, and for the person where somebody is signed in."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.banking.access.actions.choose_language import choose_language
from app.kernel.languages import LANGUAGES, chosen, spoken
from app.storage.session import partner_work
from app.web.account.blueprint import asked_next
from app.web.door import page, public, work
from app.web.languages import keep_choice

blueprint = Blueprint("language", __name__, template_folder="templates")


@blueprint.get("/language")
@public
def index() -> ResponseReturnValue:
    return page("language/index.html", languages=LANGUAGES, spoken=spoken(), next=asked_next())


@blueprint.post("/language")
@public
def create() -> ResponseReturnValue:
    """A language that we do not speak changes nothing."""
    language = chosen(request.form.get("language", "")) or spoken()
    if work.login and work.login.is_verified:
        with partner_work(work.host.partner_id) as db:
            choose_language(db, work.login, language, actor=work.actor, wall=work.wall)
    return keep_choice(Response(status=303, headers={"Location": asked_next()}), language)
