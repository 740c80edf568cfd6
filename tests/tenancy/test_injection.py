"""No parameter is ever SQL: not a statement more, not a word of it in one, and never a 5xx."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from app.factory import SURFACES
from tests.invariants.figures import asked
from tests.outside_data import outside_root
from tests.tenancy.attack import Attack
from tests.tenancy.attack_record import SEED, SHARE, record
from tests.tenancy.judging import SERVER_FAULT, send
from tests.tenancy.parameters import Heard
from tests.tenancy.people import Attacker, Stage
from tests.tenancy.probes import Probe
from tests.tenancy.test_mass_assignment import role_of

OWN = Path(__file__).with_name("injections.txt")
OUTSIDE = ("fuzzdb", "attack", "sql-injection", "detect")
TELLING = 6  # shorter payloads are found in any statement
# A payload may happen to be a number or a day: what a field of that kind takes asks for more.
HARMLESS = ("plain words", "1", "0", "2026-03-02")
# Written now and then whatever is asked: who was last seen, and what the door refused.
KEPT_BY_THE_DOOR = ("audit_record", "login_session", "operator_session", "savepoint", "set local")


def test_a_sample_of_injections_changes_no_statement(stage: Stage, heard: Heard) -> None:
    surface = heard.sample_of(SURFACES[:3], random.Random(SEED))
    _inject(Attack(stage, heard, surface, random.Random()), payloads(OWN), 120)


@pytest.mark.attack
@pytest.mark.parametrize("surface", SURFACES)
def test_no_injection_changes_a_statement(stage: Stage, heard: Heard, surface: str) -> None:
    lines = payloads(OWN)
    folder = outside_root().joinpath(*OUTSIDE)
    if not folder.exists():
        pytest.skip(f"{folder} is not here; set GUILDHALL_TEST_DATA to the outside data")
    for file in sorted(folder.glob("*.txt")):
        lines += payloads(file)
    size = round(SHARE * asked("INJECTIONS", 2_000))
    _inject(Attack(stage, heard, surface, random.Random()), lines, size)


def payloads(file: Path) -> list[str]:
    text = file.read_text(encoding="utf-8", errors="replace")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _inject(attack: Attack, lines: list[str], most: int) -> None:
    attack.dice.seed(SEED)
    attack.knows()
    attack.dice.shuffle(lines)
    attacker = attack.stage.enters(attack.surface, role_of(attack.surface))
    faults: list[str] = []
    places = [(probe, name) for probe in _probes(attack) for name in _names(attack, probe)]
    attack.dice.shuffle(places)
    done, usual = 0, dict[tuple[str, ...], int]()
    for (probe, name), payload in zip(cycle(places), cycle(lines), strict=False):
        if done >= min(most, len(places) * len(lines)):
            break
        done += 1
        place = (probe.method, probe.path, name)
        if place not in usual:
            usual[place] = len(_statements(attacker, probe, name, HARMLESS[0])[0])
        faults += _fault(attacker, probe, name, payload, usual[place])
        if done % 50 == 0 and not attacker.is_inside():
            attacker = attack.stage.enters(attack.surface, attacker.role)
    record("A7", tried=done, hits=faults, what=f"SQL injection on {attack.surface}")
    if faults:
        pytest.fail("\n".join(faults[:40]), pytrace=False)


def _probes(attack: Attack) -> Iterator[Probe]:
    for rule in attack.in_order():
        if probe := attack.matrix.plain(rule):
            yield probe


def _names(attack: Attack, probe: Probe) -> list[str]:
    """Every parameter the route reads, and one that it does not."""
    heard = attack.heard.of(attack.surface, probe.rule.endpoint)
    return [*(name.replace("#", "1") for name in heard), "nothing"]


def _tells(payload: str) -> bool:
    """Whether it stands in a statement because it was sent: `order by` does so by itself."""
    return len(payload) >= TELLING and not payload.replace(" ", "").isalpha()


def _fault(attacker: Attacker, probe: Probe, name: str, payload: str, usual: int) -> Iterator[str]:
    said, status = _statements(attacker, probe, name, payload)
    where = f"{attacker.name}: {probe.method} {probe.path}, {name} = {payload!r}"
    if status >= SERVER_FAULT:
        yield f"{where} is a {status}"
    if _tells(payload) and any(payload in statement for statement in said):
        yield f"{where} is in a statement"
    if probe.method == "GET" and len(said) > usual:
        yield from _more(attacker, probe, name, payload)


def _more(attacker: Attacker, probe: Probe, name: str, payload: str) -> Iterator[str]:
    """Asked again side by side: what else happened meanwhile changes a page for both."""
    each = [_statements(attacker, probe, name, value)[0] for value in HARMLESS]
    plain = max(each, key=len)
    said, _ = _statements(attacker, probe, name, payload)
    if len(said) > len(plain):
        extra = Counter(said) - Counter(plain)
        where = f"{attacker.name}: {probe.method} {probe.path}, {name} = {payload!r}"
        yield f"{where} makes {len(said)} statements of {len(plain)}: {list(extra)[:3]}"


def _statements(attacker: Attacker, probe: Probe, name: str, value: str) -> tuple[list[str], int]:
    rest = tuple(pair for pair in probe.values if pair[0] != name)
    with listening_to_sql() as said:
        answer = send(attacker, replace(probe, values=(*rest, (name, value))))
    told = [each for each in said if not any(word in each.lower() for word in KEPT_BY_THE_DOOR)]
    return told, answer.status_code


@contextmanager
def listening_to_sql() -> Iterator[list[str]]:
    """Every statement that goes to the database, as the driver gets it."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)
