"""A21: guessing is slow from everywhere, and slows nobody else."""

import secrets

import pytest

from app.web.dispatch import Dispatcher
from tests.tenancy.attack_record import SIZES, record
from tests.web.visitors import stranger_of
from tests.web_clients import STAFF_PASSWORD, Visitor, sign_in_staff
from tests.world import World

EFFECTIVE_MAX = 10  # tries in a quarter of an hour that reach the password
TRIES = {"a sample": 14, "whole": 2_000}
LINKS = {"a sample": 9, "whole": 1_000}
OWNER = "198.51.100.9"


def tries(visitor: Visitor, email: str, password: str, address: str) -> int:
    values = {"email": email, "password": password}
    return visitor.post("/sign-in", values, environ_overrides={"REMOTE_ADDR": address}).status_code


@pytest.mark.parametrize("size", SIZES)
def test_one_person_is_guessed_at_from_everywhere(
    application: Dispatcher, harbor: World, size: str
) -> None:
    owner, guesser = sign_in_staff(application, harbor), stranger_of(application, harbor, "console")
    owner.post("/sign-out", form_at="/security")
    answers = [
        tries(guesser, owner.email, f"wrong {n}", f"203.0.113.{n % 250}")
        for n in range(TRIES[size])
    ]
    heard = [f"try {n} was a {answer}" for n, answer in enumerate(answers) if answer != 429]
    what = f"passwords of one person; {len(heard)} were heard"
    record("A21", tried=len(answers), hits=heard[EFFECTIVE_MAX:], what=what)
    assert len(heard) <= EFFECTIVE_MAX
    assert tries(owner, owner.email, STAFF_PASSWORD, OWNER) == 303, "the owner is not locked out"
    neighbour = sign_in_staff(application, harbor.juniper)
    assert neighbour.get("/").status_code == 200, "another partner's people are not slowed"


@pytest.mark.parametrize("size", SIZES)
def test_links_are_not_guessed(application: Dispatcher, harbor: World, size: str) -> None:
    tried, hits = 0, []
    for surface in ("portal", "console", "oversight"):
        visitor = stranger_of(application, harbor, surface)
        for kind in ("invitation", "password-reset", "email-verification"):
            for _ in range(LINKS[size] // 3):
                answer = visitor.get(f"/{kind}/{secrets.token_urlsafe(32)}")
                tried += 1
                if answer.status_code not in (404, 410, 429) or "login" in visitor.client._cookies:
                    hits.append((surface, kind, answer.status_code))
    record("A21", tried=tried, hits=hits, what="guessed links")
    assert hits == []
