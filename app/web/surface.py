"""One Flask app per surface: its areas, its manners, and the unit of work around each request."""

import importlib
import pkgutil
from collections.abc import MutableMapping
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, g, request, url_for
from flask.templating import Environment
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from jinja2 import FileSystemLoader
from werkzeug.local import LocalProxy

from app.banking.access.rules import SessionEnd
from app.banking.ledger.wording import entry_words
from app.banking.statements.notices import notice_words
from app.config import Config
from app.kernel.failpoints import failpoint
from app.kernel.languages import ENGLISH, speak, spoken
from app.kernel.templates import teach
from app.storage.retries import again
from app.web.addresses import class_of
from app.web.assets import asset_href
from app.web.brand import brand_of
from app.web.converters import add_converters
from app.web.door import check_permission, work
from app.web.errors import add_error_pages
from app.web.files import add_files
from app.web.first_paint import first_faces, frame_colors, sheet_href
from app.web.gallery.page import add_gallery
from app.web.headers import NONCE
from app.web.help.pages import help_href
from app.web.languages import language_of, vary_by_language
from app.web.list_pages.desk import waiting_count
from app.web.list_pages.pinned import pinned_links
from app.web.navigation import Link, navigation
from app.web.object_pages.counts import unanswered_count
from app.web.object_pages.steps import offered
from app.web.operator.standing import OperatorWork, operator_values, operator_who
from app.web.origin import refuse_foreign
from app.web.preferences import preferences
from app.web.preloading import may_preload, offer_rules
from app.web.refusals import keep_refusal
from app.web.sessions import who_is_there
from app.web.single_sign_on.ways import WAYS_IN
from app.web.supporting import count_seen, minutes_left
from app.web.watermark import copy_of, mark_copy
from app.web.work import Work, request_id_of
from tenants.legal import bank_legal
from themes.wording import own_words

WEB = Path(__file__).parent
BODY_BYTES_MAX = 8 * 1024 * 1024
FORM_MEMORY_BYTES_MAX = 512 * 1024
FORM_PARTS_MAX = 200
GOOD_STATUS_BELOW = 400
COUNTS = {"approvals": waiting_count, "messages": unanswered_count}
SEARCH = "search.index"
BANK_ZONE = ZoneInfo("America/New_York")


class Pages(Environment):
    """Templates that share one dictionary of globals: a page imports a dozen of them."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


class Surface(Flask):
    """An app whose views are done again when the database broke a tie against them."""

    jinja_environment = Pages

    def dispatch_request(self) -> ResponseReturnValue:
        failpoint("request.begun")
        return again(super().dispatch_request, undo=_start_over)


def _start_over() -> None:
    """As if the view had never begun: nothing is written, and files can be read once more."""
    work.finish(is_good=False)
    for file in request.files.values():
        file.stream.seek(0)


def make_surface(surface: str, config: Config) -> Flask:
    """The app of one surface: portal, console, oversight or operator."""
    app = Surface(f"app.web.{surface}", static_folder=None, root_path=str(WEB / surface))
    app.config.update(
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_NAME="__Host-session",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=BODY_BYTES_MAX,
        MAX_FORM_MEMORY_SIZE=FORM_MEMORY_BYTES_MAX,
        MAX_FORM_PARTS=FORM_PARTS_MAX,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        GUILDHALL=config,
    )
    app.jinja_loader = FileSystemLoader([WEB, WEB / "account" / "templates"])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Imported macros see globals, not a page's values.
    app.jinja_env.globals["bank_zone"] = BANK_ZONE
    app.jinja_env.globals["this_year"] = this_year
    teach(app.jinja_env)
    said = {"entry_words": entry_words, "notice_words": notice_words, "own_words": own_words}
    app.jinja_env.globals |= said
    app.jinja_env.globals.update(WAYS_IN, sheet_href=sheet_href, offered=offered)
    add_converters(app)
    # First the unit of work, then the check of the form's token: a refusal needs a page.
    _add_manners(app, surface, config)
    forms = CSRFProtect(app)
    add_error_pages(app)
    add_files(app)
    add_gallery(app)
    for name in (*_shared_areas(surface, config), *_areas(surface)):
        app.register_blueprint(importlib.import_module(f"app.web.{name}.routes").blueprint)
    for view in app.view_functions.values():
        if getattr(view, "is_called_by_machines", False):
            forms.exempt(view)  # no browser and no cookie: what it brings is signed
    return app


def _shared_areas(surface: str, config: Config) -> tuple[str, ...]:
    """What surfaces have in common; the mailbox only where no mail leaves."""
    if surface == "operator":
        return ("preferences",)
    has_mailbox = config.mail.way == "mailbox" and not config.is_production
    everywhere = ("account", "help", "preferences")
    return (*everywhere, "mailbox") if has_mailbox else everywhere


def _areas(surface: str) -> list[str]:
    folder = WEB / surface
    return sorted(
        f"{surface}.{module.name}"
        for module in pkgutil.iter_modules([str(folder)])
        if (folder / module.name / "routes.py").exists()
    )


def _add_manners(app: Flask, surface: str, config: Config) -> None:
    @app.before_request
    def open_work() -> ResponseReturnValue | None:
        failpoint("request.received")
        speak(ENGLISH)
        g.work = _work(surface)
        if request.endpoint is None:
            _speak()
            return None
        view = app.view_functions[request.endpoint]
        permission = getattr(view, "permission", None)
        if not getattr(view, "is_anonymous", False):
            refuse_foreign()
            work.login = operator_who(g.work) if surface == "operator" else who_is_there(g.work)
        _speak()
        return check_permission(permission)

    @app.after_request
    def close_work(response: Response) -> Response:
        if "work" in g:
            g.work.finish(is_good=response.status_code < GOOD_STATUS_BELOW)
            keep_refusal(response)
            if isinstance(g.work, Work):
                offer_rules(g.work, response)
                count_seen(g.work, response)
                mark_copy(g.work, response)
                vary_by_language(g.work, response)
        return response

    @app.teardown_request
    def drop_work(_error: BaseException | None) -> None:
        if "work" in g:
            g.work.finish(is_good=False)

    @app.context_processor
    def layout_values() -> dict[str, Any]:
        own = operator_values(g.work.login) if surface == "operator" else _brand_values(surface)
        return {**_layout_values(app, surface, config), **own}


def _speak() -> None:
    """Only a partner's surfaces speak more than English."""
    speak(language_of(g.work) if isinstance(g.work, Work) else ENGLISH)


def _work(surface: str) -> Work | OperatorWork:
    request_id = request_id_of(request)
    if surface == "operator":
        return OperatorWork(request_id)
    host = request.environ["guildhall.host"]
    address_class = class_of(request.remote_addr or "", within=host.partner_id)
    return Work(host, request_id, address_class)


def _brand_values(surface: str) -> dict[str, Any]:
    """Whose surface it is, and who holds the money."""
    return {
        "is_preloading": may_preload(work),
        "frame_colors": frame_colors(work.look.theme),
        "first_faces": first_faces(work.look.theme),
        "brand": brand_of(work.partner, surface, work.look),
        "bank_legal": bank_legal(work.partner),
        "bank": work.bank,
        "menu_links": _menu_links(),
        "support": work.support,
        "support_minutes": minutes_left(work),
        "examiner_copy": copy_of(work),
        "session_ends": _session_ends(),
    }


def _session_ends() -> SessionEnd | None:
    """When whoever is signed in will be out; a support access says that in its own line."""
    return work.login.end if work.login and is_inside() and work.support is None else None


def _menu_links() -> list[tuple[str, str, str]]:
    """Whoever only looks in has no login here whose security there would be."""
    if not is_inside() or work.support is not None:
        return []
    own = [("Assigned to me", "/assigned", "user")] if work.may("assignments.change") else []
    return [*own, ("Security", "/security", "shield")]


def is_inside() -> bool:
    return work.login is not None and work.login.is_verified


def this_year() -> int:
    """The year a page is read in: by the business clock, for whoever is signed in."""
    if "this_year" not in g:  # a list asks once for each of its days
        is_by_business = is_inside() and not isinstance(g.work, OperatorWork)
        g.this_year = (work.now if is_by_business else work.wall).astimezone(BANK_ZONE).year
    return int(g.this_year)


def search_href(app: Flask) -> str:
    """Where one looks for anything, for whoever is inside; empty where there is no search."""
    return url_for(SEARCH) if is_inside() and SEARCH in app.view_functions else ""


def _links(app: Flask, surface: str) -> list[Link]:
    """What waits is counted for a person, not while a page is only played for a preview."""
    counts = COUNTS if isinstance(g.work, Work) else {}
    return [*navigation(app, surface, work.may, counts), *pinned_links(surface)]


def _layout_values(app: Flask, surface: str, config: Config) -> dict[str, Any]:
    return {
        "bank_zone": BANK_ZONE,
        "lang": spoken(),
        "layout": f"layouts/{surface}.html",
        # Counted only where it is shown: a part of a page and a drawer have no navigation.
        "nav": LocalProxy(cache(lambda: _links(app, surface) if is_inside() else [])),
        "active": request.blueprint or "",
        "view": preferences(),
        "help_href": help_href(surface, request.endpoint),
        "search_href": search_href(app),
        "actor_name": work.login.name if work.login and is_inside() else "",
        "sandbox": config.is_sandbox,
        "asset": asset_href,
        "nonce": request.environ[NONCE],
        "work": work,
    }
