"""A bare Flask app that renders our layouts: components need no partner and no database."""

from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, render_template
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

from app.banking.ledger.wording import entry_words
from app.banking.statements.notices import notice_words
from app.kernel.templates import teach
from app.web.assets import STATIC, asset_path
from app.web.first_paint import first_faces, sheet_href, whole_sheet
from app.web.gallery.page import asked_look, choices, components, viewed
from app.web.gallery.samples import gallery_samples
from app.web.preferences import Preferences
from themes.css import theme_css, theme_hash
from themes.load import PRESETS, preset
from themes.mark import mark_svg
from themes.wording import own_words

WEB = STATIC.parent
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self';"
    " connect-src 'self'; form-action 'self'; require-trusted-types-for 'script';"
    " trusted-types default"
)
LEGAL = (
    "Harbor is a financial technology company, not a bank. Banking services provided by"
    " Cedar Bank, Member FDIC. Insurance covers only the failure of the insured bank;"
    " certain conditions must be satisfied."
)
NAV = tuple(
    SimpleNamespace(key=key, label=label, href=f"/{key}", icon=icon)
    for key, label, icon in (("home", "Home", "home"), ("payments", "Payments", "swap"))
)


def page_context(theme_name: str = "harbor") -> dict[str, Any]:
    """What the web door gives every page."""
    theme = preset(theme_name)
    brand = SimpleNamespace(
        name=theme.name,
        monogram=theme.monogram,
        theme_href=f"/theme/{theme_hash(theme)}.css",
        icon_href=f"/mark/{theme_name}.svg",
        support_email="help@harbor.example",
        kind="partner",
    )
    return {
        "brand": brand,
        "first_faces": first_faces(theme),
        "nav": NAV,
        "active": "payments",
        "actor_name": "Priya Raman",
        "view": Preferences(),
        "sandbox": True,
        "bank_legal": LEGAL,
    }


def make_app(templates: dict[str, str] | None = None) -> Flask:
    """An app with our templates and static files; `templates` adds pages for a test."""
    app = Flask("pages", static_folder=str(STATIC), static_url_path="/static")
    app.secret_key = "pages"
    app.jinja_loader = ChoiceLoader([DictLoader(templates or {}), FileSystemLoader(WEB)])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    teach(app.jinja_env)
    app.jinja_env.globals |= {
        "entry_words": entry_words,
        "notice_words": notice_words,
        "own_words": own_words,
    }
    app.jinja_env.globals.update(
        asset=asset_path,
        sheet_href=sheet_href,
        csrf_token=lambda: "token",
        bank_zone=ZoneInfo("America/New_York"),
        this_year=lambda: 2026,
    )
    sheets = {theme_hash(preset(name)): theme_css(preset(name)) for name in PRESETS}

    @app.get("/theme/<digest>.css")
    def theme(digest: str) -> Response:
        return Response(sheets[digest], mimetype="text/css")

    @app.get("/sheet/<digest>.css")
    def sheet(digest: str) -> Response:
        del digest
        return Response(whole_sheet()[1], mimetype="text/css")

    @app.get("/mark/<theme_name>.svg")
    def mark(theme_name: str) -> Response:
        return Response(mark_svg(preset(theme_name)), mimetype="image/svg+xml")

    @app.get("/components/<theme_name>")
    def gallery(theme_name: str) -> Response:
        return Response(gallery_page(theme_name), headers={"Content-Security-Policy": POLICY})

    return app


def gallery_page(theme_name: str = "harbor") -> str:
    """The page of components, with another brand's theme as its own."""
    look = asked_look()
    return render_template(
        "gallery/index.html",
        **page_context(theme_name) | {"view": viewed(look)},
        **gallery_samples(),
        components=components(),
        choices=choices(f"/components/{theme_name}", look),
    )
