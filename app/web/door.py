"""What every route stands behind: who may use it, the unit of work, and how pages are made."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from app.kernel.errors import Forbidden
from app.web.refusals import path, remember
from app.web.supporting import refuse_beyond_looking
from app.web.work import Work

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
PUBLIC = "public"
HALF_SIGNED_IN = "half_signed_in"
SUPPORT = "support"  # no role of the matrix: whoever looks in by a support access
SIGNED_IN = "signed_in"
DRAWER = "drawer"  # the id of the element at the right edge that shows a page over another
DRAWER_LAYOUT = "layouts/drawer.html"
OPERATOR = "operator"  # no role of the matrix: only the operator's own surface knows it

work = cast("Work", LocalProxy(lambda: g.work))


def house() -> Session:
    """The bank's own books and files, for the request at hand."""
    return work.house()


def allow(permission: str) -> Callable[[View], View]:
    """The route needs this permission of the matrix in `banking/access/matrix.py`."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Anyone may use the route."""
    return allow(PUBLIC)(view)


def half_signed_in(view: View) -> View:
    """The password was right; the second factor is still to come."""
    return allow(HALF_SIGNED_IN)(view)


def support_only(view: View) -> View:
    """Whoever looks in by a support access, to end it."""
    return allow(SUPPORT)(view)


def signed_in(view: View) -> View:
    """Everybody who gave all their factors, whatever their role: one's own security."""
    return allow(SIGNED_IN)(view)


def operator_only(view: View) -> View:
    """Whoever runs the installation, on the operator's own host."""
    return allow(OPERATOR)(view)


def check_permission(permission: str | None) -> ResponseReturnValue | None:
    """Let the request in (None), send it to sign in, or raise Forbidden."""
    if permission == PUBLIC:
        return None
    if permission is None:
        raise Forbidden("not_allowed", "This page has no door.")
    if work.login is None:
        return _to_sign_in(work.sign_in_endpoint)
    if getattr(work, "support", None) is not None:
        own_end, own_login = permission == SUPPORT, permission in (HALF_SIGNED_IN, SIGNED_IN)
        refuse_beyond_looking(is_own_end=own_end, is_about_login=own_login)
        if own_end:
            return None
    if permission == HALF_SIGNED_IN:
        return None
    if not work.login.is_verified:
        return _to_sign_in("account.second_factor")
    if permission != SIGNED_IN and not work.may(permission):
        deny(permission)
        raise Forbidden(
            "not_allowed",
            "Your role does not include this.",
            next_step="Ask an owner of your team, or go back to what you were doing.",
        )
    return None


def deny(permission: str) -> None:
    """Remember a denied attempt in a transaction of its own: the request's rolls back."""
    remember(
        "access.denied",
        subject=("page", None),
        permission=permission,
        path=path(),
        method=request.method,
    )


def page(
    template: str,
    *,
    fragment: str = "",
    drawer: str | None = "",
    status: int = 200,
    **context: Any,
) -> Response:
    """The whole page; the fragment alone, or the page in a drawer, when a script asked for that.

    `drawer` is a shorter template for the drawer; without it the page itself is put there. Of one
    that needs the whole window it is None: the script then goes to its address.
    """
    wants_part = bool(
        request.headers.get("HX-Request")
        and not request.headers.get("HX-Boosted")
        and not request.headers.get("HX-History-Restore-Request")
    )
    wants_drawer = wants_part and request.headers.get("HX-Target") == DRAWER
    if wants_drawer and drawer is None:
        return Response(status=204, headers={"Vary": "HX-Request, HX-Target"})
    if wants_drawer:
        template, context = drawer or template, {**context, "layout": DRAWER_LAYOUT}
    elif wants_part and fragment:
        template = fragment
    response = make_response(render_template(template, **context), status)
    response.vary.update(("HX-Request", "HX-Target"))
    return response


def moved_to(endpoint: str, **values: Any) -> ResponseReturnValue:
    """After a change: see the page it changed (303), by HTMX's own header when it asked."""
    address = url_for(endpoint, **values)
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address, code=303)


def _to_sign_in(endpoint: str) -> ResponseReturnValue:
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return moved_to(endpoint, next=back) if back != "/" else moved_to(endpoint)
