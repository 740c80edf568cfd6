"""Letters: what they carry, what they keep, and what they refuse."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.access.actions.make_link import make_link
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.actions.use_link import LinkGone, use_link
from app.banking.access.links import TERMS, see_link
from app.banking.access.tables import OneTimeLinkRow
from app.banking.events.tables import OutboxRow
from app.banking.mail.actions.send_letter import send_letter
from app.banking.mail.letters import LETTERS
from app.banking.mail.rules import Letter
from app.banking.mail.tables import MailRow
from app.kernel.actor import OPERATOR
from app.kernel.errors import Refused
from app.kernel.ids import LoginId
from app.storage.clock import wall_now
from app.storage.session import partner_work
from tests.web_clients import STAFF_PASSWORD
from tests.world import World

PRIYA = "priya@harbor.example"


def priya(world: World) -> LoginId:
    with partner_work(world.partner_id) as db:
        order = UserOrder(PRIYA, "Priya Raman", "owner", STAFF_PASSWORD)
        return add_user(db, order, actor=OPERATOR, now=world.now)


def told(world: World, login_id: LoginId, key: str = "first") -> None:
    with partner_work(world.partner_id) as db:
        values = {"device": "Firefox on Linux", "when": moment_words(world.now)}
        tell(db, login_id, "new_device", values, key=key, actor=OPERATOR, now=world.now)


def test_a_letter_waits_encrypted_with_the_work_that_sends_it(harbor: World) -> None:
    told(harbor, priya(harbor))

    with partner_work(harbor.partner_id) as db:
        letter = db.scalars(select(MailRow)).one()
        work = db.scalars(select(OutboxRow).where(OutboxRow.kind == "mail.send")).one()
    assert (letter.status, letter.surface, letter.kind) == ("queued", "console", "new_device")
    assert work.payload == {"mail_id": str(letter.id)}
    for kept in (letter.recipient, letter.contents or b""):
        assert b"priya" not in kept
        assert b"Firefox" not in kept


def test_a_letter_asked_for_twice_is_written_once(harbor: World) -> None:
    login_id = priya(harbor)
    for _ in range(3):
        told(harbor, login_id)
    told(harbor, login_id, key="second")

    with partner_work(harbor.partner_id) as db:
        assert len(db.scalars(select(MailRow)).all()) == 2
        assert len(db.scalars(select(OutboxRow).where(OutboxRow.kind == "mail.send")).all()) == 2


@pytest.mark.parametrize("values", [{}, {"device": "x"}, {"device": "x", "when": "y", "pin": "z"}])
def test_a_letter_takes_its_own_words_and_no_others(harbor: World, values: dict[str, str]) -> None:
    letter = Letter("new_device", PRIYA, "Priya", None, values)
    with pytest.raises(ValueError, match="takes"), partner_work(harbor.partner_id) as db:
        send_letter(db, letter, key="k", actor=OPERATOR, now=harbor.now)


@pytest.mark.parametrize(
    "email",
    ["", "nobody", "a@b\r\nBcc: x@y.example", "a b@c.example", "<a@b.example>", "a@b@c", "ä" * 260],
)
def test_a_letter_goes_to_an_address(harbor: World, email: str) -> None:
    letter = Letter("sessions_ended", email, "Priya", None, {"when": "now"})
    with pytest.raises(Refused, match="not an e-mail"), partner_work(harbor.partner_id) as db:
        send_letter(db, letter, key="k", actor=OPERATOR, now=harbor.now)


def test_the_words_of_every_letter_are_known() -> None:
    """A template that names a word its kind is never given would fail only when it is sent."""
    from app.banking.mail.rules import ALWAYS, WORD

    for name, kind in LETTERS.items():
        parts = [kind.subject, *kind.opening, *kind.closing, *(kind.button or ())]
        parts += [text for fact in kind.facts for text in fact]
        used = {word for part in parts for word in WORD.findall(part)}
        assert used <= kind.words | ALWAYS, name
        assert kind.words <= used, f"{name} is given words that it does not say"


def test_a_link_is_kept_as_a_hash_and_works_once(harbor: World) -> None:
    login_id, wall = priya(harbor), wall_now()
    with partner_work(harbor.partner_id) as db:
        made = make_link(db, login_id, purpose="password_reset", actor=OPERATOR, wall=wall)
    token = made.path.rpartition("/")[2]
    with partner_work(harbor.partner_id) as db:
        row = db.scalars(select(OneTimeLinkRow)).one()
        kept = json.dumps({c.key: str(getattr(row, c.key)) for c in row.__table__.columns})
        assert token not in kept
        for _ in range(2):
            seen = see_link(db, token, purpose="password_reset", kind="user", wall=wall)
            assert seen
            assert seen.login_id == login_id, "looking uses nothing up"
    with partner_work(harbor.partner_id) as db:
        use_link(db, token, purpose="password_reset", kind="user", actor=OPERATOR, wall=wall)
    with pytest.raises(LinkGone), partner_work(harbor.partner_id) as db:
        use_link(db, token, purpose="password_reset", kind="user", actor=OPERATOR, wall=wall)


def test_of_several_at_once_one_has_the_link(harbor: World) -> None:
    login_id, wall = priya(harbor), wall_now()
    with partner_work(harbor.partner_id) as db:
        made = make_link(db, login_id, purpose="invitation", actor=OPERATOR, wall=wall)
    start = Barrier(6)

    def uses(token: str) -> bool:
        start.wait()
        try:
            with partner_work(harbor.partner_id) as db:
                use_link(db, token, purpose="invitation", kind="user", actor=OPERATOR, wall=wall)
        except LinkGone:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(uses, [made.path.rpartition("/")[2]] * 6))
    assert sorted(outcomes) == [False] * 5 + [True]


def test_a_link_is_nothing_elsewhere_later_or_after_a_newer_one(harbor: World) -> None:
    login_id, wall = priya(harbor), wall_now()
    with partner_work(harbor.partner_id) as db:
        older, newer = (
            make_link(
                db, login_id, purpose="invitation", actor=OPERATOR, wall=wall
            ).path.rpartition("/")[2]
            for _ in range(2)
        )
    late = wall + TERMS["invitation"].lasts
    with partner_work(harbor.partner_id) as db:
        assert see_link(db, newer, purpose="invitation", kind="user", wall=wall)
        assert see_link(db, older, purpose="invitation", kind="user", wall=wall) is None
        assert see_link(db, newer, purpose="invitation", kind="user", wall=late) is None
        assert see_link(db, newer, purpose="password_reset", kind="user", wall=wall) is None
        assert see_link(db, newer, purpose="invitation", kind="customer", wall=wall) is None
    with partner_work(harbor.juniper.partner_id) as db:
        assert see_link(db, newer, purpose="invitation", kind="user", wall=wall) is None


def test_what_a_letter_or_link_is_for_cannot_be_changed(harbor: World) -> None:
    told(harbor, priya(harbor))
    for statement in (
        "update mail set recipient = ''",
        "update one_time_link set expires_at = now()",
    ):
        refused = pytest.raises(DBAPIError, match="permission denied")
        with refused, partner_work(harbor.partner_id) as db:
            db.execute(text(statement))
