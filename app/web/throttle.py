"""How often a password or a code may be tried; slows a guesser, never locks the owner out."""

from functools import cache

from flask import current_app, request
from limits import RateLimitItemPerMinute, parse
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from app.kernel.errors import DomainError

PER_PERSON_AND_ADDRESS = parse("10 per 15 minutes")
PER_ADDRESS = parse("60 per 15 minutes")


class TooOften(DomainError):
    status = 429


TOO_OFTEN = TooOften(
    "too_often",
    "There were too many tries from this address.",
    next_step="Wait 15 minutes and try again.",
)


def slow_down(partner: str, person: str) -> None:
    """Count a try; raises TooOften when there were too many from this address."""
    address = request.remote_addr or "unknown"
    limiter = _limiter(current_app.config["GUILDHALL"].redis_url)
    within = [
        _hit(limiter, PER_PERSON_AND_ADDRESS, partner, person, address),
        _hit(limiter, PER_ADDRESS, partner, address),
    ]
    if not all(within):
        raise TOO_OFTEN


def slow_down_address(partner: str) -> None:
    """Count a try with what cannot be guessed, such as a passkey; raises TooOften."""
    address = request.remote_addr or "unknown"
    limiter = _limiter(current_app.config["GUILDHALL"].redis_url)
    if not _hit(limiter, PER_ADDRESS, partner, "passkey", address):
        raise TOO_OFTEN


def count(redis_url: str, key: str, seconds: int) -> int:
    """How often a key came in its while, this time included; by us when the store is down."""
    try:
        return _store(redis_url).incr(key, seconds)
    except Exception:  # noqa: BLE001 -- any of the store's errors
        return _own_store().incr(key, seconds)


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
