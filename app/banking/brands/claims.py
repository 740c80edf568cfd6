"""Whether a brand's own words claim too much about deposit insurance (12 CFR 328.102); pure.

A company that is no bank may speak of deposit insurance only when it names the insured bank, says
that it is not a bank itself, that insurance covers the failure of the insured bank only, and that
conditions apply; leaving one of them out is a misrepresentation as well ((b)(3)(ii), (b)(5)). It
may not use the name of the FDIC as if it were insured, approved or backed by it ((a), (b)(2)).
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from app.banking.brands.claim_rules import FDIC, RULES
from app.banking.brands.denials import without_denials
from themes.document import LOGOS, BrandDocument
from themes.wording import WORDING

MANY_TRIES = 20_000  # characters looked at: a brand's words are far shorter

# Letters of other scripts that look like those of "FDIC", "bank" and "insured".
LOOKALIKES = str.maketrans(
    "АаВЕеІіОоРрСсТтХхуКкМНпΑΒΕΙΟΡΤΧΚΜΝοι",
    "AaBEeIiOoPpCcTtXxyKkMHnABEIOPTXKMNoi",
)
SPELLED_OUT = re.compile(r"\bf[\W_]{0,3}d[\W_]{0,3}[i1l|!][\W_]{0,3}c\b")
SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|\n+|(?<=\.)\s*(?=[A-Z])")

SPEAKS = re.compile(
    rf"\b(?:{FDIC}|ncua|federally[- ]insured|insured deposit\w*|deposit insurance|pass-?through"
    r"|(?:government|federal(?:ly)?|treasury|u\.?s\.?)[- ](?:insur|back|guarant|protect)\w*"
    r"|seguro (?:federal )?de dep[oó]sitos|asegurad[oa]s?)\b"
    r"|\binsured (?:up to|by|through|for|with|at)\b"
    r"|\b(?:money|funds|cash|balance|savings|deposits?|dollars?|penny|cents?)\b[^.]{0,40}\binsured\b"
)
ASKS = re.compile(
    r"\?\s*$|\b(?:learn|read|find out|know) (?:more )?(?:about|how|what)\b|\bfdic\.gov\b"
    r"|\bwhat (?:is|does|deposit)\b"
)

AFFIRMS = re.compile(r"\W*(?:yes|yep|of course|sure|absolutely|always|indeed|it is|s[ií]|claro)\b")

NAMES_NO_BANK = re.compile(
    r"\b(?:not|isn't|is not|are not|aren't|rather than|no es|no somos)(?: itself)? (?:an? |un )?"
    r"(?:fdic[- ]insured |insured )?(?:(?:neo)?bank|banco|depository institution|institution)\b"
)
FAILURE_ONLY = re.compile(
    r"\b(?:only|solely|just|s[oó]lo|solamente|[uú]nicamente)\b[^.;]{0,80}\b(?:fail\w*|quiebra)\b"
    r"|\b(?:failure|fails|quiebra)\b[^.;]{0,60}\b(?:only|solely|s[oó]lo)\b"
)
CONDITIONS = re.compile(
    r"\bconditions?\b[^.;]{0,60}\b(?:appl|satisf|met|must|requir)\w*"
    r"|\b(?:subject to|if)\b[^.;]{0,30}\bconditions?\b|\bcondiciones\b"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that may not be said: the rule it breaks, the words, and what to do."""

    code: str
    words: str
    why: str
    instead: str


AMOUNT = re.compile(
    r"\$\s?([\d,]+(?:\.\d+)?)\s*(k|thousand|m|mm|million|bn|billion)?\b"
    r"|\b([\d,.]+) ?(k|thousand|m|mm|million|bn|billion)?(?: dollars| usd)\b"
    r"|\bup to ([\d,.]+) ?(k|thousand|m|mm|million|bn|billion)\b"
)
WORDED = re.compile(r"\b(?:an?|one|two|five|ten|several|many) (?:million|billion)|\bmillions\b")
MILLION, BILLION = 10**6, 10**9
SCALES = {"k": 1_000, "thousand": 1_000, "m": MILLION, "mm": MILLION, "million": MILLION}
SCALES |= {"bn": BILLION, "billion": BILLION}
LIMIT_DOLLARS = 250_000
MEMBER = re.compile(rf"\bmember(?: of(?: the)?)?,? {FDIC}\b|\bmiembro (?:de la )?{FDIC}\b")
CALLS_ITSELF_BANK = re.compile(
    r"\b(?:we are|we're|somos) (?:a|an|the|your|un)?\s*(?:\w+ ){0,2}(?:neo)?(?:bank|banco)\b"
    r"|\b(?:your|our|a|the) (?:(?:new|online|digital|mobile|favorite|friendly|modern|better"
    r"|smarter|real|kind of|first) )+(?:neo)?bank\b(?! account| transfer| statement)"
    r"|\b(?:licensed|chartered|regulated|su nuevo) (?:neo)?(?:bank|banco)\b"
    r"|\b(?:su|tu|un|el) (?:nuevo |mejor )?banco (?:digital|m[oó]vil|en l[ií]nea|moderno)\b"
    r"|\bour company[:,] (?:el|su|tu) (?:neo)?banco\b|\bneo-?ban(?:k|co)\b"
    r"|\bbank with (?:us|our company)\b"
    r"|\bour company,? (?:the )?bank\b(?! (?:account|transfer|statement|card))"
)
SAFETY = re.compile(
    r"\brisk[- ]free\b|\b(?:no|zero) risk\b"
    r"|\b(?:100 ?%|completely|absolutely|totally) (?:safe|secure|risk)"
    r"|\b(?:can(?:not|'t)|never|won't|impossible to) (?:ever )?lose\b"
    r"|\bguaranteed (?:safe|safety|security)\b|\bas safe as (?:a |in a |your )?bank\b"
    r"|\bsin (?:ning[uú]n )?riesgos?\b|\b(?:nunca|jam[aá]s) (?:perder|pierd)\w+"
    r"|\b(?:100 ?%|totalmente|completamente|absolutamente) segur[oa]s?\b"
)


def check_claims(text: str, *, brand_name: str, bank_name: str) -> tuple[Claim, ...]:
    """Everything in the text that a brand of this bank may not say; nothing when it may go out."""
    plain = plainly(text)[:MANY_TRIES]
    names = _Names(plainly(brand_name), plainly(bank_name))
    found = [claim for sentence in _sentences(plain) for claim in _in_sentence(sentence, names)]
    return (*_once(found), *_left_out(plain, names))


def claims_of(
    brand: BrandDocument, *, brand_name: str, bank_name: str
) -> tuple[tuple[str, Claim], ...]:
    """Every claim in the words of a look, with the place where it stands."""
    said = [(WORDING[place].label, text) for place, text in brand.wording.items()]
    said += [(LOGOS[place], logo.alt) for place, logo in brand.logos.items()]
    return tuple(
        (label, claim)
        for label, text in said
        for claim in check_claims(text, brand_name=brand_name, bank_name=bank_name)
    )


def plainly(text: str) -> str:
    """The text as a hurried reader takes it: lookalikes, invisible signs and spacing undone."""
    composed = unicodedata.normalize("NFKC", text).translate(LOOKALIKES)
    seen = "".join(each for each in composed if unicodedata.category(each) != "Cf")
    even = seen.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold()
    even = re.sub(r"[\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}]", "-", even)
    return SPELLED_OUT.sub("fdic", re.sub(r"[ \t\r\f\v]+", " ", even))


@dataclass(frozen=True, slots=True)
class _Names:
    brand: str
    bank: str

    def as_us(self, sentence: str) -> str:
        """The sentence as the brand would say it of itself."""
        return sentence.replace(self.brand, "our company") if self.brand else sentence

    def says_bank(self, text: str) -> bool:
        """By its whole name, or without its legal ending."""
        short = re.split(r",| n\.?a\.?$| inc\.?$", self.bank)[0].strip()
        return bool(short) and short in text


def _sentences(plain: str) -> list[str]:
    guarded = re.sub(r"\bn\.\s?a\.", "na", plain).replace("u.s.", "us").replace("inc.", "inc")
    return [part for part in SENTENCE_ENDS.split(guarded) if part.strip()]


def _in_sentence(sentence: str, names: _Names) -> list[Claim]:
    words, sentence = _quoted(sentence), without_denials(sentence)
    found = [
        Claim(rule.code, words, rule.why, rule.instead)
        for rule in RULES
        if rule.pattern.search(sentence) or rule.pattern.search(names.as_us(sentence))
    ]
    if names.brand and _brand_is_insured(names.brand).search(sentence):
        found.append(Claim("insured_us", words, RULES[1].why, RULES[1].instead))
    if MEMBER.search(sentence) and not names.says_bank(sentence.replace(" na", " n.a.")):
        why = "“Member FDIC” belongs behind the name of the insured bank."
        found.append(Claim("member", words, why, "Name the bank right before it."))
    if SPEAKS.search(sentence) and _above_limit(sentence):
        why = "The standard maximum is $250,000 for each depositor, bank and kind of ownership."
        found.append(Claim("amount", words, why, "Say “up to $250,000”."))
    if _calls_itself_bank(sentence, names):
        why = "The brand is not a bank and may not look like one."
        found.append(Claim("bank", words, why, "Say “financial technology company”."))
    if SAFETY.search(sentence):
        why = "No account is without any risk, and nothing here guarantees it."
        found.append(Claim("safety", words, why, "Say what is done to protect it instead."))
    return found


def _calls_itself_bank(sentence: str, names: _Names) -> bool:
    rest = NAMES_NO_BANK.sub(" ", sentence)
    return bool(CALLS_ITSELF_BANK.search(rest) or CALLS_ITSELF_BANK.search(names.as_us(rest)))


def _brand_is_insured(brand: str) -> re.Pattern[str]:
    name = re.escape(brand)
    verbs = r"(?:is|are|has|offers|gets|comes with|carries)\b"
    return re.compile(
        rf"\b{name}\b(?:'s)?(?: \w+){{0,3}} {verbs}[^.;]{{0,25}}"
        rf"\b(?:insured|{FDIC}|federal insurance)|\b(?:insured|{FDIC})[- ]+{name}\b"
    )


def _above_limit(sentence: str) -> bool:
    return bool(WORDED.search(sentence)) or any(
        _dollars(each) > LIMIT_DOLLARS for each in AMOUNT.findall(sentence)
    )


def _dollars(found: tuple[str, ...]) -> Decimal:
    """Of the one way of writing an amount that was found: its digits and its scale."""
    digits, scale = "".join(found[::2]), "".join(found[1::2])
    plain = re.match(r"\d*(?:\.\d+)?", digits.replace(",", ""))
    return Decimal((plain and plain[0]) or 0) * SCALES.get(scale, 1)


def _left_out(plain: str, names: _Names) -> tuple[Claim, ...]:
    """What has to stand beside a claim of insurance, wherever in the text it stands."""
    # Whose member the named bank is says nothing yet about whose money is insured.
    told = [MEMBER.sub("", each) if names.says_bank(each) else each for each in _sentences(plain)]
    claims = [
        sentence
        for sentence, answer in zip(told, [*told[1:], ""], strict=True)
        if SPEAKS.search(without_denials(sentence))
        and (not ASKS.search(sentence) or AFFIRMS.match(answer))
    ]
    claims = [each for each in claims if not (FAILURE_ONLY.search(each) or CONDITIONS.search(each))]
    if not claims:
        return ()
    words = _quoted(claims[0])
    needed = (
        ("bank_unnamed", names.says_bank(plain), "It does not name the insured bank.", "Name it."),
        (
            "not_a_bank",
            bool(NAMES_NO_BANK.search(plain)),
            "It does not say that the brand is not a bank.",
            "Say that you are a financial technology company, not a bank.",
        ),
        (
            "failure_only",
            bool(FAILURE_ONLY.search(plain)),
            "It does not say that insurance covers the failure of the insured bank only.",
            "Say so.",
        ),
        (
            "conditions",
            bool(CONDITIONS.search(plain)),
            "It does not say that conditions must be satisfied for pass-through coverage.",
            "Say that certain conditions must be satisfied.",
        ),
    )
    return tuple(Claim(code, words, why, how) for code, is_said, why, how in needed if not is_said)


def _quoted(sentence: str) -> str:
    tidy = " ".join(sentence.split())
    return tidy if len(tidy) <= QUOTED_MAX else f"{tidy[:QUOTED_MAX]}…"


QUOTED_MAX = 160


def _once(found: list[Claim]) -> tuple[Claim, ...]:
    return tuple(dict.fromkeys(found))
