"""What a sentence says is not insured; only those words are left out, and the rest is judged.

"Not only are we FDIC insured" and "No fees, FDIC insured" deny nothing: between the "not" and the
insurance may stand nothing but the words listed here.
"""

import re

from app.banking.brands.claim_rules import FDIC

BETWEEN = (
    r"a|an|any|the|itself|themselves|be|been|being|by|for|to|under|yet|currently|offer|provide"
    r"|carry|have|include|covered|protected|backed|guaranteed|eligible|subject|bank|federally"
    r"|government|federal"
)
INSURED = rf"(?:{FDIC}|ncua|insur\w+|deposits?)"
AFTER = (
    rf"{FDIC}|ncua|insur\w+|deposits?|by|the|institutions?|banks?|products?|accounts?"
    r"|obligations?|coverage|protection|guaranteed"
)
DENIED = re.compile(
    rf"\b(?:not|never|no|nor|without|(?:is|are|was|were|do|does|has|have|can)n't)"
    rf"(?:[- ](?:{BETWEEN}))*[- ]{INSURED}(?:[- ](?:{AFTER})\b)*"
    rf"|\b(?P<what>{INSURED}(?: (?:{FDIC}|insurance|coverage|protection))?)"
    r" (?:does not|doesn't|do not|don't|will not|won't|is not|isn't|never)"
    r" (?:cover|apply|protect|extend|include|pay|available)\w*[^,.;:!?]*?(?=$|[,.;:!?]| but\b)"
    r"|\b(?:no|ni) est[aá]n? asegurad[oa]s?(?: por (?:la|el) \w+)?"
)


def without_denials(sentence: str) -> str:
    """The sentence without what it says is not insured or does not cover."""
    return DENIED.sub(_rest, sentence)


def _rest(denied: re.Match[str]) -> str:
    """Nothing; or the insurance, when the sentence goes on to say what it does cover."""
    goes_on = denied.string.startswith(" but", denied.end())
    return f" {denied['what']}" if goes_on and denied["what"] else " "
