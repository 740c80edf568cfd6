"""The search for canaries finds each kind in each place: planted here, and taken away again."""

from collections.abc import Iterator

import psycopg
import pyotp
import pytest
import redis
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from app.banking.access.recovery import new_codes
from app.banking.access.tokens import new_token
from app.config import Config
from tests.canaries import Canaries, sweep_left, sweep_queue, sweep_rows, watching
from tests.canary_places import ACCOUNT, PASSWORD, TAX_ID, is_card
from tests.seal_verbs import superuser
from tests.world import World

CARD_NUMBER = "4111111111111111"  # the card networks' own example
SECRETS = {
    "correct horse, battery": PASSWORD,
    "219-09-9999": TAX_ID,
    "440199999999": ACCOUNT,
}


@pytest.fixture
def canaries() -> Canaries:
    planted = Canaries()
    for value, kind in SECRETS.items():
        planted.plant(kind, value)
    return planted


@pytest.fixture
def hands(harbor: World) -> Iterator[psycopg.Connection]:
    """Whatever they write is taken back."""
    with superuser(harbor.config) as db:
        yield db
        db.rollback()


@pytest.mark.parametrize("chunk", [1, 1_000_000])
def test_a_row_with_a_secret_is_found(
    harbor: World,
    hands: psycopg.Connection,
    canaries: Canaries,
    chunk: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.canaries.CHUNK", chunk)
    harbor.ada.is_given("1.00")
    assert not list(sweep_rows(hands, canaries, ("application", "audit_record")))
    for value in (*SECRETS, CARD_NUMBER):
        hands.execute("update application set decision_note = %s", [f"They said {value}."])
        (found,) = sweep_rows(hands, canaries, ("application",))
        kind = SECRETS.get(value, "card number")
        assert found.startswith(f"application.decision_note: {kind}")
        assert value not in found
    hands.execute(
        "update audit_record set details = jsonb_build_object('number', %s::text)", [CARD_NUMBER]
    )
    assert [each.partition(",")[0] for each in sweep_rows(hands, canaries, ("audit_record",))] == [
        "audit_record.details: card number"
    ]


def test_where_a_number_belongs_it_may_be(
    harbor: World, hands: psycopg.Connection, canaries: Canaries
) -> None:
    canaries.plant(ACCOUNT, harbor.ada.account_number)

    assert not list(sweep_rows(hands, canaries, ("account",)))


def test_a_number_of_json_or_an_id_is_no_card(canaries: Canaries) -> None:
    for text in (f'{{"amount_minor": {CARD_NUMBER}}}', f"rec_{CARD_NUMBER}", f"{CARD_NUMBER}0000"):
        assert not list(canaries.found_in(text))
    assert is_card(CARD_NUMBER)
    assert not is_card("4111111111111112")


def test_logs_and_the_queue_are_searched(installation: Config, canaries: Canaries) -> None:
    canaries.leave("the log", "2026-03-02 [info] sign_in password=correct horse, battery")
    assert list(sweep_left(canaries)) == ["the log: password, 1 times"]
    store = redis.Redis.from_url(installation.redis_url)
    store.set("guildhall:planted", "219-09-9999", ex=60)
    try:
        assert list(sweep_queue(installation.redis_url, canaries)) == ["the queue: tax id, 1 times"]
    finally:
        store.delete("guildhall:planted")


def test_what_opens_something_is_planted_when_it_is_made(canaries: Canaries) -> None:
    with watching(canaries):
        made = [new_token(), pyotp.random_base32(), *new_codes()]

    for value in made:
        assert list(canaries.found_in(f"?next={value} ")), value


def test_error_pages_and_files_to_take_along_are_kept(canaries: Canaries) -> None:
    def page(request: Request) -> Response:
        is_file = request.path == "/file"
        headers = {"Content-Disposition": "attachment"} if is_file else {}
        status = 200 if is_file else 422
        return Response("219-09-9999", status, headers, "text/csv" if is_file else "text/html")

    client = Client(Request.application(page))
    with watching(canaries):
        client.get("/file")
        client.get("/page")

    assert sorted(sweep_left(canaries)) == [
        "an error page of /page: tax id, 1 times",
        "an export: tax id, 1 times",
    ]
