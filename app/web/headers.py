"""Security headers on every response: the dispatcher adds them last, whoever made the answer.

Scripts run by a nonce alone. `'self'` would also let injected markup load any script-like file of
ours, and `'strict-dynamic'` would let our scripts write further scripts, which none of them does;
a module's own imports inherit its nonce.
"""

from collections.abc import Callable
from secrets import token_urlsafe
from typing import Any

NONCE = "guildhall.nonce"
NONCE_BYTES = 16
REPORTS_PATH = "/policy-reports"
CONTENT_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; manifest-src 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types default; "
    "report-uri " + REPORTS_PATH + "; report-to policy"
)
HEADERS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Reporting-Endpoints": f'policy="{REPORTS_PATH}"',
    # Pages of people are never kept; files named by their content say otherwise themselves.
    "Cache-Control": "no-store",
}

StartResponse = Callable[..., Any]


def new_nonce() -> str:
    """A word for the scripts of one response; 128 bits, never used again."""
    return token_urlsafe(NONCE_BYTES)


def with_headers(start_response: StartResponse, nonce: str) -> StartResponse:
    """A `start_response` that adds whatever the answer does not say itself."""

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        said = {name.lower() for name, _value in headers}
        ours = headers_for(nonce).items()
        missing = [pair for pair in ours if pair[0].lower() not in said]
        return start_response(status, [*headers, *missing], exc_info)

    return start


def headers_for(nonce: str) -> dict[str, str]:
    """What an answer carries that says nothing of its own about any of it."""
    return {"Content-Security-Policy": CONTENT_POLICY.replace("{nonce}", nonce), **HEADERS}
