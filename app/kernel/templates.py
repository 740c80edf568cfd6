"""What templates of every kind can say: words of the spoken language, days and moments."""

from jinja2 import Environment
from markupsafe import Markup

from app.kernel.dates import (
    day_text,
    long_day_text,
    moment_text,
    month_name,
    month_text,
    row_day_text,
    row_moment_text,
    short_day_text,
    time_text,
)
from app.kernel.languages import gettext, marked, plural_form, spoken

SAID = (
    day_text,
    long_day_text,
    marked,
    moment_text,
    month_name,
    month_text,
    row_day_text,
    row_moment_text,
    short_day_text,
    spoken,
    time_text,
)


def said(text: object) -> str:
    """Words that were found elsewhere, in the spoken language; they stay text, to be escaped.

    `_` is for words that stand in the template itself: what it gives back counts as markup.
    """
    return text if isinstance(text, Markup) else gettext(str(text))


def teach(environment: Environment) -> None:
    """`_`, `ngettext` and `trans`; `marked` names words for the catalogue without saying them."""
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(gettext, plural_form, newstyle=True)  # type: ignore[attr-defined]
    environment.policies["ext.i18n.trimmed"] = True
    environment.globals |= {each.__name__: each for each in (*SAID, said)}
