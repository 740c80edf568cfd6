"""What a freeze needs, without a database."""

from app.kernel.errors import Conflict, Refused

REASON_LENGTH_MAX = 300


def stated_reason(text: str) -> str:
    """Why, in a person's words; raises Refused."""
    tidy = text.strip()
    if not tidy:
        raise Refused("reason_missing", "Say why in a sentence.")
    if len(tidy) > REASON_LENGTH_MAX or "\x00" in tidy:
        raise Refused("reason_too_long", f"Use at most {REASON_LENGTH_MAX} characters.")
    return tidy


def check_freeze(status: str, *, is_frozen: bool) -> None:
    """Only an open account that still moves can be frozen; raises Refused or Conflict."""
    if status != "open":
        raise Refused("account_not_open", "A closed account cannot be frozen.")
    if is_frozen:
        raise Conflict(
            "account_frozen",
            "The account is frozen already.",
            next_step="Reload the page to see since when, and why.",
        )


def check_unfreeze(*, is_frozen: bool) -> None:
    """Raises Conflict when nothing is frozen."""
    if not is_frozen:
        raise Conflict(
            "account_not_frozen",
            "The account is not frozen any more.",
            next_step="Reload the page.",
        )
