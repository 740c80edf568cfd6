"""Which pages a preview shows: the real templates, filled with made-up facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.web.account.forms import SignInForm
from app.web.brand_pages import samples
from app.web.portal.apply.forms import apply_form
from app.web.sending import sending

Facts = Callable[[], dict[str, Any]]
ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Scene:
    """One page: what the studio calls it, its template, its facts, whether somebody signed in."""

    label: str
    template: str
    facts: Facts
    is_inside: bool = True
    active: str = ""


def _home() -> dict[str, Any]:
    shown = {"account": samples.account(), "holds": samples.held(), "lines": samples.lines()}
    return {"shown": [shown], "can_send": True}


def _apply() -> dict[str, Any]:
    products = samples.products()
    form = apply_form(products, samples.consents(), today=samples.TODAY)
    return {"form": form, "products": products}


def _send() -> dict[str, Any]:
    asked = sending("transfer", [samples.account()])  # type: ignore[list-item]  # read as one
    return {"asked": asked, "terms": samples.terms()}


def _error() -> dict[str, Any]:
    return {
        "title": "That did not work",
        "message": "The payment could not be made. Nothing was done.",
        "next_step": "Go back, check the amount, and try again.",
        "reference": "",
    }


def _elsewhere() -> dict[str, Any]:
    return {
        "title": "Not part of the preview",
        "message": "Only the pages named above the preview are shown here.",
        "next_step": "",
        "reference": "",
    }


EXPLAINED = "account/explained.html"
SCENES: Mapping[str, Scene] = {
    "home": Scene("Home", "home/index.html", _home, active="home"),
    "send": Scene("Send money", "send/form.html", _send, active="send"),
    "apply": Scene("Application", "apply/index.html", _apply, is_inside=False),
    "sign-in": Scene(
        "Sign-in",
        "account/sign_in.html",
        lambda: {"form": SignInForm(formdata=None), "next": "/"},
        is_inside=False,
    ),
    "error": Scene("Error", EXPLAINED, _error, is_inside=False),
    ELSEWHERE: Scene("Elsewhere", EXPLAINED, _elsewhere, is_inside=False),
}
# Where a link of one of these pages leads inside the preview.
PATHS = {"/": "home", "/send": "send", "/send/transfer": "send", "/apply": "apply"}
PATHS |= {"/sign-in": "sign-in"}
