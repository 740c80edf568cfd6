"""Pages now, beside the same pages on an earlier revision: what a look at each takes.

Two processes with a server and the same small cast each, one on REV (the commit before) from a
checkout in a temporary folder with this bench in it; asked in turns, so that a noisy moment hits
both. Run it alone with `ONLY=before make bench`, and REV for another revision.
"""

import json
import os
import shutil
import sys
import time
from contextlib import ExitStack

from app.config import Config
from app.factory import create_app
from app.storage import session as sessions
from app.web.assets import VENDOR
from app.workers.vetting import use_vetting
from bench.crews import Crew, crew
from bench.earlier import ROOT, checked_out, git
from bench.ground import Ground, ground
from bench.report import Report
from bench.rounds import Part, interleaved
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

PATHS = {
    "console": ("/", "/payments", "/customers", "/accounts", "/ledger", "/approvals", "/team"),
    "oversight": ("/", "/cash", "/files", "/approvals"),
    "portal": ("/", "/payments", "/statements", "/send"),
}
ROUNDS = 15
LOOKS = 4
PAYMENTS = 60
ACCOUNTS = 50
GOOD = 200


def measure(site: Ground, report: Report) -> None:
    """The ratio of each page's time now to its time then, and how many bytes it sends."""
    del site  # both sides have a ground of their own, so that both are alike
    name = os.environ.get("REV", "HEAD~1")
    revision = git("rev-parse", "--short", "--verify", f"{name}^{{commit}}")
    if revision is None:
        report.note(f"no comparison with {name}: there is no such revision in the git history here")
        return
    with ExitStack() as stack:
        folder = stack.enter_context(checked_out(revision))
        built = VENDOR.relative_to(ROOT)  # as both have it: no page is about that
        shutil.copytree(VENDOR, folder / built, dirs_exist_ok=True)
        command = [sys.executable, "-m", "bench.pages_before"]
        sides = {
            side: stack.enter_context(
                crew(command, 1, environment={**os.environ, "PYTHONPATH": str(at)}, folder=at)
            )
            for side, at in (("now", ROOT), (revision, folder))
        }
        _compare(sides, revision, report)


def _compare(sides: dict[str, Crew], revision: str, report: Report) -> None:
    parts: dict[str, Part] = {}
    for surface, paths in PATHS.items():
        for path in paths:
            for side, process in sides.items():
                parts[f"{surface} {path}, {side}"] = _part(process, f"{surface} {path}")
    found = interleaved(parts, rounds=ROUNDS)
    for surface, paths in PATHS.items():
        for path in paths:
            page = f"{surface} {path}"
            report.figure(f"{page}, now", found.median(f"{page}, now") * 1000, " ms")
            ratio = found.ratio(f"{page}, now", f"{page}, {revision}")
            report.figure(f"now / {revision}: {page}", ratio, "")


def _part(process: Crew, page: str) -> Part:
    return lambda: process.rate(page, threads=1, seconds=0)


def visitors(site: Ground) -> dict[str, Visitor]:
    """Somebody inside each surface, and something to see."""
    config = Config.from_env({**site.environment(), "GUILDHALL_ENV": "development"})
    application = create_app(config)
    use_vetting(config)
    world = World.open(config)
    world.ada.is_given("$900.00")
    for number in range(PAYMENTS):
        world.ada.sends_ach(f"$2.{number:02}")
    return {
        "console": sign_in_staff(application, world),
        "oversight": sign_in_staff(application, world, "oversight_officer"),
        "portal": sign_in_customer(application, world, world.ada),
    }


def looked(visitor: Visitor, path: str) -> float:
    begun = time.perf_counter()
    for _ in range(LOOKS):
        answer = visitor.get(path)
        if answer.status_code != GOOD:
            raise RuntimeError(f"{path} answers {answer.status_code}")
    return (time.perf_counter() - begun) / LOOKS


def main() -> int:
    """One side: looks at a page each time a line names it; what the program logs goes beside."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with ground(accounts=ACCOUNTS) as site:
        inside = visitors(site)
        for line in sys.stdin:
            surface, _, path = json.loads(line)["work"].partition(" ")
            print(json.dumps(looked(inside[surface], path)), file=answers, flush=True)
        sessions.disconnect()
    return 0


if __name__ == "__main__":
    sys.exit(main())
