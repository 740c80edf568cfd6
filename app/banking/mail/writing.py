"""From a kept letter to what a mail program shows: subject, plain text and HTML, of one source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape

from app.banking.mail.layout import whole
from app.banking.mail.letters import LETTERS, LetterKind, said
from app.banking.mail.look import Look
from app.banking.mail.rules import Kept, filled, one_line
from app.kernel.languages import gettext as _
from app.kernel.languages import speaking
from themes.wording import own_words

# A name that reads like an address or a sentence greets nobody: strangers choose their names.
GREETED = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '\N{RIGHT SINGLE QUOTATION MARK}-]|\.(?= |\Z)){0,59}")
SIGNATURE = "--"


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it goes out."""

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)


def written(kept: Kept, look: Look) -> Written:
    """Raises ValueError when the values of the letter are gone already."""
    if kept.values is None:
        raise ValueError("the values of this letter are gone")
    with speaking(kept.language):
        return _written(kept, look)


def _written(kept: Kept, look: Look) -> Written:
    kind, values = said(LETTERS[kept.kind]), _values(kept, look)
    subject = one_line(filled(kind.subject, values))
    hello = _("Hello %(name)s,", name=values["name"]) if values["name"] else _("Hello,")
    own = _own(values, look)
    hello = own["greeting"] or hello
    if own["closing"]:
        kind = replace(kind, closing=(*kind.closing, own["closing"]))
    foot = _foot(look)
    content = _html(kind, values, subject=subject, hello=hello)
    return Written(
        subject=subject,
        text=_text(kind, values, hello=hello, foot=(*foot, look.sandbox)),
        html=whole(subject, content, foot, look),
    )


def _values(kept: Kept, look: Look) -> dict[str, str]:
    """The letter's own words; what ends in `_path` becomes an address on the registered host."""
    own = {
        word: f"{look.origin}{value}" if word.endswith("_path") else value
        for word, value in (kept.values or {}).items()
    }
    name = one_line(kept.to_name)
    return own | {
        "brand": one_line(look.brand),
        "name": name if GREETED.fullmatch(name) else "",
        "support_email": look.support_email,
        "home_link": f"{look.origin}/",
        "reset_link": f"{look.origin}/password-reset",
        "security_link": f"{look.origin}/security",
    }


def _own(values: Mapping[str, str], look: Look) -> dict[str, str]:
    """What the brand says in its own words; a greeting only where there is a name to greet."""
    said = {
        part: own_words(look.wording, f"mail.{part}", **values) for part in ("greeting", "closing")
    }
    return said if values["name"] else said | {"greeting": ""}


def _foot(look: Look) -> tuple[str, ...]:
    asked = ""
    if look.support_email:
        asked = _("Questions? Write to %(address)s.", address=look.support_email)
    return tuple(line for line in (look.legal, asked) if line)


def _text(kind: LetterKind, values: Mapping[str, str], *, hello: str, foot: tuple[str, ...]) -> str:
    parts = [hello, *(filled(line, values) for line in kind.opening)]
    if kind.facts:
        parts.append("\n".join(f"{name}: {filled(value, values)}" for name, value in kind.facts))
    if kind.button:
        parts.append(f"{kind.button[0]}:\n{filled(kind.button[1], values)}")
    parts += [filled(line, values) for line in kind.closing]
    return "\n\n".join([*parts, SIGNATURE, *(line for line in foot if line)]) + "\n"


def _html(kind: LetterKind, values: Mapping[str, str], *, subject: str, hello: str) -> str:
    """Values are text and stay text; only our own links become links."""
    shown = {word: _shown(word, value) for word, value in values.items()}
    parts = [f"<h1>{escape(subject)}</h1>", f"<p>{escape(hello)}</p>"]
    parts += [f"<p>{filled(line, shown)}</p>" for line in kind.opening]
    if kind.facts:
        rows = "".join(
            f'<tr><th scope="row">{name}</th><td>{filled(value, shown)}</td></tr>'
            for name, value in kind.facts
        )
        parts.append(f'<table class="facts"><tbody>{rows}</tbody></table>')
    if kind.button:
        address = escape(filled(kind.button[1], values))
        parts.append(f'<p><a class="button" href="{address}">{kind.button[0]}</a></p>')
        parts.append(f'<p class="address">{escape(_("Or open this address:"))} {address}</p>')
    parts += [f"<p>{filled(line, shown)}</p>" for line in kind.closing]
    return "\n".join(parts)


def _shown(word: str, value: str) -> str:
    text = escape(value)
    if word.endswith(("_link", "_path")):
        return f'<a href="{text}">{text}</a>'
    return f'<a href="mailto:{text}">{text}</a>' if word == "support_email" and value else text
