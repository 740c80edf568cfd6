"""How often a password or a code may be tried; slows a guesser, never locks the owner out."""

import hashlib
import time
from functools import cache

from flask import current_app, request
from limits import RateLimitItemPerMinute, parse
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from app.kernel.errors import DomainError

PER_PERSON_AND_DEVICE = parse("10 per 15 minutes")
PER_PERSON = parse("10 per 15 minutes")
PER_ADDRESS = parse("60 per 15 minutes")
PASSKEYS_PER_ADDRESS = parse("600 per 15 minutes")  # not guesses, but work all the same
AT_ONCE = 5  # tries of one person that wait for nothing
WINDOW_SECONDS = 15 * 60
WAIT_BASE = 2  # then each try waits twice as long as the one before


class TooOften(DomainError):
    status = 429


TOO_OFTEN = TooOften(
    "too_often",
    "There were too many tries.",
    next_step="Wait 15 minutes and try again, or use a browser you have signed in with before.",
)


def slow_down(partner: str, person: str, *, device: object = None) -> None:
    """Count a try to guess something of a person's; raises TooOften.

    A device the person has signed in with has tries of its own, so a stranger who uses up the
    others keeps nobody out. Strangers share theirs however many addresses they come from, and
    wait longer each time. What is unknown here is counted like what is known.
    """
    limiter = _limiter(current_app.config["GUILDHALL"].redis_url)
    who = hashlib.sha256(person.encode()).hexdigest()
    if device:
        if not _hit(limiter, PER_PERSON_AND_DEVICE, partner, who, str(device)):
            raise TOO_OFTEN
        return
    key = f"waits/{partner}/{who}"
    if waits := _left(key):
        raise TooOften(
            "too_often", "There were too many tries.", next_step=f"Wait {waits} seconds."
        )
    address = request.remote_addr or "unknown"
    # Both are counted, whether or not the first has run out.
    within = [_hit(limiter, PER_ADDRESS, partner, address), _hit(limiter, PER_PERSON, partner, who)]
    if not all(within):
        raise TOO_OFTEN
    if (tries := count(_redis_url(), f"tries/{partner}/{who}", WINDOW_SECONDS)) >= AT_ONCE:
        count(_redis_url(), key, WAIT_BASE ** (tries - AT_ONCE + 1))


def slow_down_address(partner: str) -> None:
    """Count a try with what cannot be guessed, such as a passkey; raises TooOften."""
    _slow_down_address(PASSKEYS_PER_ADDRESS, partner, "passkey")


def slow_down_letters(partner: str) -> None:
    """Count somebody who asks for a letter to whomever; raises TooOften."""
    _slow_down_address(PER_ADDRESS, partner, "letter")


def _slow_down_address(budget: RateLimitItemPerMinute, partner: str, what: str) -> None:
    address = request.remote_addr or "unknown"
    limiter = _limiter(current_app.config["GUILDHALL"].redis_url)
    if not _hit(limiter, budget, partner, what, address):
        raise TOO_OFTEN


def count(redis_url: str, key: str, seconds: int) -> int:
    """How often a key came in its while, this time included; by us when the store is down."""
    try:
        return _store(redis_url).incr(key, seconds)
    except Exception:  # noqa: BLE001 -- any of the store's errors
        return _own_store().incr(key, seconds)


def _redis_url() -> str:
    return str(current_app.config["GUILDHALL"].redis_url)


def _left(key: str) -> int:
    """For how many seconds a key is still kept."""
    try:
        return _kept_for(_store(_redis_url()), key)
    except Exception:  # noqa: BLE001 -- any of the store's errors: what this process knows
        return _kept_for(_own_store(), key)


def _kept_for(store: Storage, key: str) -> int:
    return max(1, round(store.get_expiry(key) - time.time())) if store.get(key) else 0


def _hit(limiter: MovingWindowRateLimiter, item: RateLimitItemPerMinute, *key: str) -> bool:
    try:
        return limiter.hit(item, *key)
    except Exception:  # noqa: BLE001 -- any of the store's errors: count in this process instead
        return _own_limiter().hit(item, *key)


@cache
def _limiter(redis_url: str) -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(_store(redis_url))


@cache
def _own_limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(_own_store())


@cache
def _own_store() -> MemoryStorage:
    return MemoryStorage()


@cache
def _store(redis_url: str) -> Storage:
    scheme = "redis+unix" if redis_url.startswith("unix://") else "redis"
    return storage_from_string(f"{scheme}://{redis_url.partition('://')[2]}")
