"""A page somebody is about to open is fetched a moment before: on a resting pointer or a touch.

By speculation rules, which keep the page in the browser's memory, for this document and one use;
`<link rel="prefetch">` would need a cache on disk, and pages of people are never kept there.
Browsers without them open pages as ever. Looked at a while later, a page made before is made again
(`static/js/preload.js`).
"""

import json
from functools import cache
from hashlib import sha256

from flask import Response, request

from app.banking.access.matrix import EXAMINER
from app.web.work import Work

RULES_PATH = "/preload-rules"
TYPE = "application/speculationrules+json"
VERSION_LENGTH = 12
# Links that lead to a page and nothing else: places, lines of lists, tabs, the way back.
PAGES = "[data-preload], .tabs a, .breadcrumb a, .link-row, .pager a, .cell-link:not([data-drawer])"
# Made to be taken away, at some cost, or doing more than showing.
NO_PAGES = ("/*.csv", "/*.xlsx", "/*.json", "/*/pdf", "/*/csv", "/*/document", "/static/*")


@cache
def rules() -> str:
    """The rules every page of a surface goes by."""
    never = [pattern for path in NO_PAGES for pattern in (path, f"{path}\\?*")]
    where = {"and": [{"selector_matches": PAGES}, {"not": {"href_matches": never}}]}
    return json.dumps({"prefetch": [{"where": where, "eagerness": "moderate"}]})


@cache
def rules_href() -> str:
    return f"{RULES_PATH}?v={sha256(rules().encode()).hexdigest()[:VERSION_LENGTH]}"


def offer_rules(work: Work, response: Response) -> None:
    """On pages of whoever is inside; not where every page shown is counted or marked."""
    is_inside = work.login is not None and work.login.is_verified
    is_page = request.method == "GET" and response.mimetype == "text/html"
    if is_inside and is_page and may_preload(work):
        response.headers["Speculation-Rules"] = f'"{rules_href()}"'


def may_preload(work: Work) -> bool:
    """Whether a page may be fetched that is perhaps never looked at."""
    return work.support is None and (work.login is None or work.login.role != EXAMINER)
