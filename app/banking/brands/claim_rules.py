"""What no brand may say about deposit insurance, rule by rule; texts come in small letters."""

import re
from dataclasses import dataclass

FDIC = r"(?:fdic|federal deposit insurance(?: corporation)?)"
COVERED = rf"\b(?:{FDIC}|insur\w+|cover\w*|protect\w*|safe)\b"
US = (
    r"\b(?:we|us|our company|our app|the app|the company|this app|fintech|middleware|anything"
    r"|something)\b"
)
END = (
    r"\b(?:fail\w*|bankrupt\w*|close\w*|shut\w*|go(?:es)? under|under|go(?:es)? out"
    r"|out of business|insolven\w*|disappear\w*|happen\w*|goes wrong|hacked)\b"
)


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    pattern: re.Pattern[str]
    why: str
    instead: str


USE_THE_BLOCK = "Leave it out: the bank's own sentence stands on every page, letter and statement."
THINGS = (
    r"app|apps|card|cards|wallet|company|companies|fintech|platform|product|products|service"
    r"|services|startup|neobank|business|brand|account provider|alternative|program|experience"
)
NOT_DEPOSITS = (
    r"crypto\w*|bitcoin|btc|ethereum|stablecoins?|usdc|tokens?|nfts?|stocks?|shares|etfs?|bonds?"
    r"|securities|mutual funds?|annuit\w+|invest\w*|brokerage|treasur(?:y|ies)|money market funds?"
    r"|gift cards?|rewards?|points|credit line|loans?|insurance polic\w+|criptomonedas?|acciones"
)
RULES = (
    Rule(
        "insured_thing",
        re.compile(
            rf"\b(?:{FDIC}|federally|ncua)[- ]+(?:fully[- ]+)?insured (?:\w+ )?(?:{THINGS})\b"
            rf"|\b(?:{THINGS})\b[^.;]{{0,25}}\b(?:is|are|'s|'re|that is|being)\b[^.;]{{0,15}}"
            rf"\b(?:{FDIC}|federally|fully|government)[- ]+insured"
        ),
        "An app, a card or a company is not insured; deposits at an insured bank are.",
        "Say that deposits are insured at the bank, and name it.",
    ),
    Rule(
        "insured_us",
        re.compile(
            rf"\b(?:we|we're|us|our company|our firm|somos|estamos)\b[^.;]{{0,25}}"
            rf"\b(?:{FDIC}|federally|government|fully)?[- ]*(?:insured|asegurad\w+)\b"
            rf"|\bwe(?:'re| are)\b[^.;]{{0,20}}\b(?:member of the )?{FDIC}\b"
            rf"|\binsured by us\b|\bour (?:fdic|federal) insurance\b"
        ),
        "A company that is no bank is not insured and insures nobody.",
        "Say that deposits are insured at the bank, and name it.",
    ),
    Rule(
        "endorsed",
        re.compile(
            rf"\b{FDIC}[- ]+(?:approved|certified|endorsed|licensed|registered|regulated|verified"
            r"|supervised|authorized|accredited|recommended|compliant|partner\w*|trusted|rated)\b"
            rf"|\b(?:approved|certified|endorsed|licensed|backed|regulated|recommended|verified"
            rf"|guaranteed|supervised|authorized|accredited) by (?:the )?{FDIC}\b"
            rf"|\bpartner\w* (?:with|of) (?:the )?{FDIC}\b|\bin partnership with (?:the )?{FDIC}\b"
        ),
        "The FDIC approves, endorses and partners with nobody's product.",
        USE_THE_BLOCK,
    ),
    Rule(
        "government_guarantee",
        re.compile(
            r"\b(?:government|federal(?:ly)?|treasury|uncle sam|full faith and credit"
            r"|u\.?s\.?)\b[^.;]{0,25}"
            r"\b(?:guarant\w+|back(?:ed|ing|s)|protect\w*|stands behind)\b"
            r"|\b(?:guaranteed|backed|protected) by (?:the )?(?:u\.?s\.?|us|federal|american)?\s*"
            r"(?:government|state|treasury)\b"
            rf"|\b{FDIC}[- ]+(?:guarantee\w*|backed|protected|protection|covered)\b"
            r"|\b(?:garantizad|respaldad|protegid|asegurad)[oa]s? por (?:el )?"
            r"(?:gobierno|estado|tesoro)\b|\b(?:garantizad|respaldad)[oa]s? por la fdic\b"
            r"|\b(?:garant[ií]a|respaldo|protecci[oó]n) (?:federal|del (?:gobierno|estado))\b"
        ),
        "No government guarantees a brand's accounts; deposits at a bank are insured, with limits.",
        USE_THE_BLOCK,
    ),
    Rule(
        "not_a_deposit",
        re.compile(
            rf"\b(?:{NOT_DEPOSITS})\b[^.;]{{0,60}}\b(?:insured|insurance|{FDIC}|asegurad\w+)\b"
            rf"|\b(?:insured|insurance|{FDIC}|asegurad\w+)\b[^.;]{{0,60}}\b(?:{NOT_DEPOSITS})\b"
        ),
        "Deposit insurance covers deposits, and nothing that is bought, lent or invested.",
        "Say that it is not a deposit and not insured.",
    ),
    Rule(
        "covers_us",
        re.compile(
            rf"{COVERED}[^.;]{{0,60}}\b(?:if|when|even if|should|in case)\b"
            rf"[^.;]{{0,20}}{US}[^.;]{{0,25}}{END}"
            rf"|\b(?:if|when|even if|should) {US}[^.;]{{0,30}}{END}[^.;]{{0,60}}{COVERED}"
        ),
        "Insurance pays when the insured bank fails, never when the company does.",
        "Say that it covers the failure of the insured bank only.",
    ),
    Rule(
        "covers_losses",
        re.compile(
            rf"\b(?:{FDIC}|insur\w+)\b[^.;]{{0,40}}\b(?:against|from|cover\w*|for)\b[^.;]{{0,25}}"
            r"\b(?:fraud|theft|thieves|hack\w*|scams?|loss(?:es)?|market|mistakes|cyber\w*|stolen)\b"
        ),
        "Deposit insurance covers no fraud, theft or loss; only the failure of the bank.",
        USE_THE_BLOCK,
    ),
    Rule(
        "without_limit",
        re.compile(
            r"\b(?:unlimited|fully|100 ?%|completely|totally|always|automatically|every (?:dollar"
            r"|penny|cent)|all of (?:it|your money)|no limit|without limit|entirely)\b[^.;]{0,40}"
            rf"\b(?:insur\w+|{FDIC}|asegurad\w+)\b"
            r"|\binsur\w+\b[^.;]{0,40}\b(?:unlimited|no limit|without limit|every (?:dollar|penny"
            r"|cent)|no matter how much|in full|100 ?%)\b"
        ),
        "Insurance has a limit for each depositor, bank and kind of ownership, and conditions.",
        "Say “up to $250,000”, and that conditions apply.",
    ),
)
