"""The front door: the host alone says which surface and which scope, before anything is read."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, select_autoescape
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.wrappers import Response

from app.kernel.templates import teach
from app.web.assets import asset_path
from app.web.brand import fallback_look, nobodys_brand, stylesheet
from app.web.files import FOREVER
from app.web.first_paint import sheet_href, whole_sheet
from app.web.headers import NONCE, REPORTS_PATH, new_nonce, with_headers
from app.web.hosts import find_host
from app.web.networks import client_address
from app.web.policy_reports import take_reports
from app.web.surface import WEB

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
NOBODY = "There is nothing at this address."


class Dispatcher:
    """Resolves the host and hands the request to its surface; names no brand to a stranger."""

    def __init__(
        self,
        surfaces: Mapping[str, WsgiApp],
        *,
        is_sandbox: bool,
        operator_host: str,
        trusted_proxies: int = 0,
    ) -> None:
        self.surfaces = surfaces
        self._operator_host = operator_host
        self._trusted_proxies = trusted_proxies
        self._pages = Environment(loader=FileSystemLoader(WEB), autoescape=select_autoescape())
        teach(self._pages)
        self._is_sandbox = is_sandbox

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        environ["guildhall.request_id"] = uuid4().hex
        environ["REMOTE_ADDR"] = client_address(environ, trusted_proxies=self._trusted_proxies)
        environ[NONCE] = new_nonce()
        answer = self._answer(environ)
        return answer(environ, with_headers(start_response, environ[NONCE]))

    def _answer(self, environ: dict[str, Any]) -> WsgiApp:
        name = host_name(environ.get("HTTP_HOST", ""))
        if environ.get("PATH_INFO") == REPORTS_PATH and environ["REQUEST_METHOD"] == "POST":
            return take_reports(environ, name)
        if name and name == self._operator_host:
            return self.surfaces["operator"]
        try:
            host = find_host(name)
        except (OperationalError, PoolTimeoutError):
            return self._say(503, "One moment", "We cannot answer right now. Try again soon.")
        if host is None:
            return self._stranger(environ)
        environ["guildhall.host"] = host
        return self.surfaces[host.surface]

    def _stranger(self, environ: Mapping[str, Any]) -> Response:
        digest, css = stylesheet(fallback_look().theme)
        path = environ.get("PATH_INFO", "")
        if path == f"/theme/{digest}.css":
            return Response(css, mimetype="text/css", headers={"Cache-Control": FOREVER})
        if path == sheet_href():
            css = whole_sheet()[1]
            return Response(css, mimetype="text/css", headers={"Cache-Control": FOREVER})
        if path.startswith("/static/"):
            return self._static(path)
        return self._say(404, "Nothing here", NOBODY)

    def _static(self, path: str) -> Response:
        file = (WEB / path.lstrip("/")).resolve()
        if not file.is_relative_to(WEB / "static") or not file.is_file():
            return self._say(404, "Nothing here", NOBODY)
        kinds = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}
        kind = kinds.get(file.suffix, "application/octet-stream")
        return Response(file.read_bytes(), mimetype=kind)

    def _say(self, status: int, title: str, message: str) -> Response:
        body = self._pages.get_template("layouts/nowhere.html").render(
            brand=nobodys_brand(),
            asset=asset_path,
            sheet_href=sheet_href,
            sandbox=self._is_sandbox,
            title=title,
            message=message,
        )
        response = Response(body, status=status, mimetype="text/html")
        if status == 503:  # noqa: PLR2004 -- HTTP's own number
            response.headers["Retry-After"] = "5"
        return response


def host_name(header: str) -> str:
    """The host without its port, in lower case; an empty text for anything odd."""
    name = header.rpartition(":")[0] if header.rpartition(":")[2].isdigit() else header
    is_plain = bool(name) and name.isascii() and not set(name) - _ALLOWED
    return name.lower() if is_plain else ""


_ALLOWED = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
