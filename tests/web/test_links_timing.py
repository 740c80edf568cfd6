"""Nobody learns by the clock whether an address signs in here: known and unknown take as long."""

import math
import os
from itertools import count
from statistics import median
from time import perf_counter

import pytest

from app.banking.access.actions.enrol_customer import enrol_customer
from app.kernel.actor import OPERATOR
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.web_clients import CUSTOMER_PASSWORD, Visitor
from tests.world import World

PAIRS = int(os.environ.get("GUILDHALL_TIMING_PAIRS", "2000"))
REPEATS = 3
DIFFERENCE_MAX, CHANCE_MIN = 0.05, 0.01
KNOWN, UNKNOWN = "ada@example.com", "eve@example.com"
_addresses = count(1)


@pytest.mark.soak
def test_a_forgotten_password_takes_as_long_for_anybody(
    application: Dispatcher, harbor: World
) -> None:
    with partner_work(harbor.partner_id) as db:
        enrol_customer(
            db,
            customer_id=harbor.ada.customer_id,
            known_as=(KNOWN, "Ada Okafor"),
            password=CUSTOMER_PASSWORD,
            actor=OPERATOR,
            now=harbor.now,
        )
    visitor = Visitor(application, harbor.hosts["portal"])
    token = visitor.token_of("/password-reset")
    for _ in range(20):
        seconds(visitor, token, UNKNOWN)  # the first answers warm caches up

    verdicts = [is_alike(*measured(visitor, token)) for _ in range(REPEATS)]

    assert sum(verdicts) > REPEATS // 2


def measured(visitor: Visitor, token: str) -> tuple[list[float], list[float]]:
    """Interleaved, so that whatever slows the machine down slows both."""
    known, unknown = [], []
    for number in range(PAIRS):
        for email in (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN):
            took = seconds(visitor, token, email)
            (known if email == KNOWN else unknown).append(took)
    return known, unknown


def seconds(visitor: Visitor, token: str, email: str) -> float:
    """One try, from an address of its own: the throttle is not what is measured."""
    number = next(_addresses)
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    began = perf_counter()
    answer = visitor.client.post(
        "/password-reset",
        data={"csrf_token": token, "email": email},
        base_url=f"https://{visitor.host}",
        environ_overrides={"REMOTE_ADDR": address},
    )
    took = perf_counter() - began
    assert answer.status_code == 303
    return took


def is_alike(known: list[float], unknown: list[float]) -> bool:
    """Medians within a twentieth, and no order between the two that chance would not make."""
    apart = abs(median(known) - median(unknown)) / median(unknown)
    return apart < DIFFERENCE_MAX and chance(known, unknown) > CHANCE_MIN


def chance(ours: list[float], others: list[float]) -> float:
    """Mann and Whitney's two-sided p by the normal approximation, good for samples of this size."""
    ranked = sorted((value, side) for side, some in enumerate((ours, others)) for value in some)
    rank_sum = sum(rank for rank, (_, side) in enumerate(ranked, start=1) if side == 0)
    n, m = len(ours), len(others)
    u = rank_sum - n * (n + 1) / 2
    deviation = math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(u - n * m / 2) / deviation / math.sqrt(2))
