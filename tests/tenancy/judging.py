"""Sends probes as somebody, and says what is wrong with the answers."""

import io
import re
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from tests.tenancy.marks import facts_in, shown_in
from tests.tenancy.parameters import FRESH
from tests.tenancy.people import Attacker
from tests.tenancy.probes import Pair, Probe
from tests.tenancy.routes import SHARED

HEX = re.compile(r"[0-9a-f]{8}(?:[0-9a-f]{24}|(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
CHANGING = re.compile(
    r'(name="(?:csrf_token|csrf-token|key)"[^>]*(?:value|content)=|nonce(?:=|-)|data-(?:idle|last|made)=)"?[^"\'\s>]*'
)
UNTIL = re.compile(r"(?<=<noscript>).*?(?=</noscript>)", re.DOTALL)  # when the session ends
TYPED = re.compile(r"cnry-[a-z]+(?![a-z-])")
SERVER_FAULT, TOO_OFTEN = 500, 429
Seen = tuple[int, frozenset[str], str]
# What attackers typed, in this attack or an earlier one on the same stage: it may be kept there.
EVER_TYPED: set[str] = set()


@dataclass
class Judge:
    """Counts what was asked and keeps what must not have happened."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    denied: int = 0
    typed: set[str] = field(default_factory=lambda: EVER_TYPED)
    is_outside: bool = False
    """Whether an answer led to the sign-in page since this was last looked at."""
    calm: Callable[[], None] = lambda: None
    """Forgets who tried how often: what is slowed down is never really asked."""
    asked: set[tuple[str, str]] = field(default_factory=set)
    """Each route as each role."""
    compared: set[tuple[tuple[str, str], str, str]] = field(default_factory=set)
    """Each place of a route, as each role, with whose."""

    @property
    def probes(self) -> int:
        return sum(self.counts.values())

    def ask(self, attacker: Attacker, probe: Probe) -> TestResponse:
        """One probe; a foreign fact in the answer is a leak, a 5xx a fault."""
        answer = send(attacker, probe)
        if answer.status_code == TOO_OFTEN:
            self.calm()
            answer = send(attacker, probe)
        self.counts[f"{attacker.surface}"] += 1
        self.asked.add((probe.rule.endpoint, attacker.role))
        if answer.status_code >= SERVER_FAULT:
            self.faults.append(f"{attacker.name}: {probe.told} is a {answer.status_code}")
        is_shared = any(probe.rule.endpoint == endpoint for endpoint, _ in SHARED)
        foreign = attacker.strange if is_shared else attacker.foreign
        # What an attacker typed may be kept and shown to them: their own words, not a leak.
        self.typed |= facts_in(" ".join(probe.sent))
        leaked = (shown_in(answer) & foreign) - self.typed
        if leaked:
            self.faults.append(f"{attacker.name}: {probe.told} shows {sorted(leaked)[:5]}")
        self.denied += is_denied(answer)
        self.is_outside |= leads_out(answer)
        return answer

    def compare(self, attacker: Attacker, pair: Pair) -> None:
        """What is another's answers like what never was; a first try may have changed something."""
        self.compared.add((pair.real.place, attacker.role, pair.real.whose))
        for first, second in ((pair.real, pair.never), (pair.never, pair.real)):
            one, two = (self._seen(attacker, each) for each in (first, second))
            if one == two or (one[:2] == two[:2] and not pair.is_alike):
                return
            self.calm()  # an id that was tried more often than the other waits, whoever's it is
        again = self._seen(attacker, pair.real)
        if one[:2] == two[:2] == again[:2] and again != two:
            return  # a page that is made anew each time: nothing in its words can be compared
        what = next(name for name, a, b in zip(SEEN, one, two, strict=True) if a != b)
        told = difference(one[2], two[2]) if what == "body" else f"{one[:2]} {two[:2]}"
        self.faults.append(f"{attacker.name}: {pair.real.told} differs in its {what}: {told}")

    def _seen(self, attacker: Attacker, probe: Probe) -> Seen:
        return seen_of(self.ask(attacker, probe), probe)


def send(attacker: Attacker, probe: Probe) -> TestResponse:
    """The probe as the attacker's browser would send it, with its form's token."""
    attacker.restore()
    for name, value in probe.cookies:
        attacker.set_cookie(name, value)
    values = {
        name: secrets.token_urlsafe(9) if value is FRESH else value for name, value in probe.values
    }
    options: dict[str, Any] = {"headers": [*probe.headers, ("X-CSRFToken", attacker.token)]}
    if probe.is_json:
        options["json"] = values
    elif probe.method in ("POST", "PUT", "PATCH"):
        options["data"] = {"csrf_token": attacker.token, **files_of(values)}
        options["query_string"] = {key: value for key, value in values.items() if key != "file"}
    else:
        options["query_string"] = values
    return attacker.visitor.client.open(
        probe.path,
        method=probe.method,
        base_url=f"https://{attacker.visitor.host}",
        environ_base={"REMOTE_ADDR": attacker.address},
        **options,
    )


def files_of(values: dict[str, Any]) -> dict[str, Any]:
    if "file" in values:
        return {**values, "file": (io.BytesIO(str(values["file"]).encode()), "payroll.ach")}
    return values


SEEN = ("status", "headers", "body")


def seen_of(answer: TestResponse, probe: Probe) -> Seen:
    """Status, names of headers, and the body without what the request itself said."""
    body = answer.text if answer.mimetype.startswith(("text/", "application/json")) else ""
    place = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
    said = f"{place}\n{body}"
    for text in sorted(map(str, probe.sent), key=len, reverse=True):
        if len(text) > len("/sign-in/"):
            said = said.replace(text, "~")
    said = TYPED.sub("~", said)
    said = HEX.sub("~", CHANGING.sub(r"\1~", UNTIL.sub("~", said)))
    names = frozenset(name for name, _ in answer.headers if name != "Set-Cookie")
    return answer.status_code, names, said


def leads_out(answer: TestResponse) -> bool:
    return answer.headers.get("Location", "").startswith("/sign-in")


def is_denied(answer: TestResponse) -> bool:
    return answer.status_code == 403 and "Your role does not include this" in answer.text


def difference(one: str, two: str) -> str:
    for a, b in zip(one.splitlines(), two.splitlines(), strict=False):
        if a != b:
            return f"{a.strip()[:160]!r} and {b.strip()[:160]!r}"
    return f"{len(one)} and {len(two)} characters"
