"""URL converters: one per kind of public id, so that a malformed one is a plain 404."""

from uuid import UUID

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

from app.kernel.ids import PREFIXES, read_shown, shown


class IdConverter(BaseConverter):
    """`pay_018f…` in the URL, a UUID in the route."""

    kind = ""
    part_isolating = True
    regex = "[a-z]+_[0-9a-f]{32}"

    def to_python(self, value: str) -> UUID:
        found = read_shown(self.kind, value)
        if found is None:
            raise ValidationError
        return found

    def to_url(self, value: UUID) -> str:
        return shown(self.kind, value)


class DigestConverter(BaseConverter):
    """A SHA-256 in hexadecimal: the name of content."""

    part_isolating = True
    regex = "[0-9a-f]{64}"


class TokenConverter(BaseConverter):
    """Thirty-two random bytes as text: a link that is good for one use."""

    part_isolating = True
    regex = "[A-Za-z0-9_-]{43}"


class TopicConverter(BaseConverter):
    """What a page of help is about, in lower case."""

    part_isolating = True
    regex = "[a-z]+(?:-[a-z]+)*"


def add_converters(app: Flask) -> None:
    """`<payment:payment_id>` and its siblings."""
    app.url_map.converters["digest"] = DigestConverter
    app.url_map.converters["token"] = TokenConverter
    app.url_map.converters["topic"] = TopicConverter
    for kind in PREFIXES:
        app.url_map.converters[kind] = type(f"{kind}_id", (IdConverter,), {"kind": kind})
