"""What stands below a preview's address: pages, the theme, a mail, a statement; shut in, unkept."""

from uuid import UUID

from flask import Response, current_app, request

from app.banking.mail.look import look_in
from app.banking.mail.writing import written
from app.kernel.errors import NotFound
from app.kernel.ids import PartnerId
from app.storage.session import partner_work
from app.web.brand import mark, stylesheet
from app.web.brand_pages import samples
from app.web.brand_pages.keys import check_preview_key, preview_key
from app.web.brand_pages.stage import play
from app.web.headers import NONCE, headers_for
from reports.catalog import CATALOG
from reports.layout.letterhead import Letterhead, letterhead_of
from tenants.resolve import Partner, hosts_of, partner_of
from themes.document import BrandDocument

# The frame keeps our origin, or its own style sheets were foreign to it; it runs nothing at all.
FRAME = "allow-same-origin"
PAGE_POLICY = (
    f"sandbox {FRAME}; default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
LETTER_POLICY = (
    f"sandbox {FRAME}; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
MARK_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
SCHEMES = ("light", "dark")


def preview_address(prefix: str, partner_id: UUID, digest: str) -> str:
    """Below `prefix`, good for this session alone."""
    return f"{prefix}/previews/{digest}/{preview_key(partner_id, digest)}"


def opened(partner_id: UUID, digest: str, token: str, look: BrandDocument | None) -> BrandDocument:
    """The look, if the address was made in this session; raises NotFound."""
    check_preview_key(partner_id, digest, token)
    if look is None:
        raise NotFound
    return look


def page_of(name: str, partner: Partner, look: BrandDocument) -> Response:
    """One of the portal's pages."""
    asked = request.args.get("scheme", "")
    scheme = asked if asked in SCHEMES else ""
    at = request.path.partition("/pages/")[0]
    html = play(name, partner, look, at=at, scheme=scheme)
    return _shut_in(Response(html, mimetype="text/html"), PAGE_POLICY)


def theme_of(form: str, look: BrandDocument) -> Response:
    """The style sheet, or the mark."""
    if form == "css":
        return Response(stylesheet(look.theme)[1], mimetype="text/css")
    return _shut_in(Response(mark(look.theme)[1], mimetype="image/svg+xml"), MARK_POLICY)


def mail_of(partner: Partner, look: BrandDocument) -> Response:
    """A real letter, as HTML."""
    config = current_app.config["GUILDHALL"]
    origin = config.origin_of(_portal_host(partner))
    at = request.path.removesuffix("/mail")
    letter = look_in(
        partner, look, origin=origin, is_sandbox=config.is_sandbox, pictures=f"{at}/pictures"
    )
    html = written(samples.letter(), letter).html
    return _shut_in(Response(html, mimetype="text/html"), LETTER_POLICY)


def statement_of(partner: Partner, look: BrandDocument) -> Response:
    """A real statement, made now."""
    is_sandbox = current_app.config["GUILDHALL"].is_sandbox
    make = CATALOG["statement"]["pdf"].make
    response = Response(
        make(samples.statement(partner), letterhead(partner.id, look), is_sandbox),
        mimetype="application/pdf",
    )
    response.headers["Content-Disposition"] = 'inline; filename="statement-preview.pdf"'
    return response


def letterhead(partner_id: PartnerId, look: BrandDocument) -> Letterhead:
    """The brand's paper."""
    with partner_work(partner_id) as db:
        return letterhead_of(db, partner_id, look)


def with_frames(response: Response) -> Response:
    """Let a page frame previews of its own host, and nothing else of anybody's."""
    policy = headers_for(request.environ[NONCE])["Content-Security-Policy"]
    response.headers["Content-Security-Policy"] = f"{policy}; frame-src 'self'"
    return response


def partner_named(partner_id: UUID) -> Partner:
    """A partner whose preview is asked for; the door has checked that it may be."""
    with partner_work(partner_id) as db:  # type: ignore[arg-type]  # an id of this kind
        return partner_of(db, partner_id)  # type: ignore[arg-type]


def _portal_host(partner: Partner) -> str:
    with partner_work(partner.id) as db:
        return hosts_of(db, partner.id)["portal"]


def _shut_in(response: Response, policy: str) -> Response:
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
