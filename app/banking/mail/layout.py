"""The one layout of every letter, as HTML for mail programs: tables, and style in the elements."""

from functools import lru_cache
from html import escape

from css_inline import inline

from app.banking.mail.look import Look
from app.banking.mail.rules import filled
from app.kernel.languages import spoken

STYLE = """
body { margin: 0; padding: 24px 12px; background: {{canvas}}; color: {{text}};
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.letter { width: 100%; max-width: 560px; margin: 0 auto; border-collapse: collapse; }
.sandbox { padding: 8px 0; font-size: 13px; color: {{text-muted}}; text-align: center; }
.head { padding: 8px 0 16px; }
.mark { display: inline-block; padding: 2px 9px; margin-right: 8px; border-radius: {{radius}};
  background: {{brand}}; color: {{on-brand}}; font-weight: 600; }
.name { font-weight: 600; }
.card { padding: 28px; background: {{surface}}; border: 1px solid {{line}};
  border-radius: {{radius}}; }
h1 { margin: 0 0 16px; font-size: 21px; line-height: 1.3; font-weight: 600; }
p { margin: 0 0 16px; }
.facts { border-collapse: collapse; margin: 0 0 16px; }
.facts th { padding: 4px 20px 4px 0; text-align: left; vertical-align: top; font-weight: 400;
  color: {{text-muted}}; }
.facts td { padding: 4px 0; vertical-align: top; }
.button { display: inline-block; padding: 10px 18px; border-radius: {{radius}};
  background: {{brand}}; color: {{on-brand}}; font-weight: 600; text-decoration: none; }
.address { font-size: 13px; color: {{text-muted}}; word-break: break-all; }
a { color: {{brand-text}}; }
.foot { padding: 16px 4px 0; font-size: 13px; color: {{text-muted}}; }
"""
PAGE = """<!doctype html>
<html lang="{{lang}}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light"><title>{{subject}}</title>
<style>{{style}}</style></head>
<body><table class="letter" role="presentation">
{{sandbox}}<tr><td class="head">{{head}}</td></tr>
<tr><td class="card">{{content}}</td></tr>
<tr><td class="foot">{{foot}}</td></tr>
</table></body></html>
"""


def whole(subject: str, content: str, foot: tuple[str, ...], look: Look) -> str:
    """The document around a letter; `content` is HTML of ours, everything else is text."""
    sandbox = f'<tr><td class="sandbox">{escape(look.sandbox)}</td></tr>\n' if look.sandbox else ""
    parts = {
        "lang": spoken(),
        "subject": escape(subject),
        "style": filled(STYLE, {**look.colours, "radius": look.radius}),
        "sandbox": sandbox,
        "head": _head(look),
        "content": content,
        "foot": "".join(f"<p>{escape(line)}</p>" for line in foot),
    }
    return _inlined(filled(PAGE, parts))


def _head(look: Look) -> str:
    """The brand's own picture, or the mark of its tokens and its name."""
    if logo := look.logo:
        sides = f'width="{logo.width}" height="{logo.height}"'
        return f'<img src="{escape(logo.src)}" alt="{escape(logo.alt)}" {sides}>'
    mark = f'<span class="mark" aria-hidden="true">{escape(look.monogram)}</span>'
    return f'{mark}\n<span class="name">{escape(look.brand)}</span>'


@lru_cache(maxsize=16)
def _inlined(page: str) -> str:
    """Many mail programs read no style sheet: every rule goes to the elements that it is about."""
    return inline(page)
