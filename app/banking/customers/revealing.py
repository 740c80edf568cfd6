"""Why personal data may be shown whole, and how often; without a database."""

from datetime import timedelta

from app.kernel.errors import Refused

REVEALS_A_DAY_MAX = 20
SHOWN_FOR = timedelta(seconds=30)
WORDS_LENGTH_MIN = 10
WORDS_LENGTH_MAX = 300
REVEALED = ("tax_id", "born_on", "account_numbers")
PURPOSES = {
    "customer_asks": "The customer asks, and has proved who they are",
    "identity": "Checking an identity or an application",
    "screening": "Clearing a possible match with a sanctions list",
    "authority": "A court, regulator or other authority asks",
    "dispute": "Investigating fraud or a dispute",
}


def check_purpose(purpose: str, words: str) -> str:
    """The words, tidied; raises Refused when nobody could understand them later."""
    tidy = " ".join(words.split())
    if purpose not in PURPOSES:
        raise Refused("purpose_missing", "Choose what you need it for.")
    if not WORDS_LENGTH_MIN <= len(tidy) <= WORDS_LENGTH_MAX:
        raise Refused(
            "purpose_unclear",
            "Say what you need it for, so that it can be understood in a year.",
            next_step=f"Write {WORDS_LENGTH_MIN} to {WORDS_LENGTH_MAX} characters.",
        )
    return tidy


def check_allowance(revealed_today: int) -> None:
    """Raises Refused when a person has looked often enough for a day."""
    if revealed_today >= REVEALS_A_DAY_MAX:
        raise Refused(
            "reveals_used_up",
            f"You have seen the data of {revealed_today} customers today, and no more is allowed.",
            next_step="Ask somebody else of your team, or wait until tomorrow.",
        )
