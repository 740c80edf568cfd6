"""T1 and T3: one posting a call, beside the bare floor and beside a hot pooled account."""

from bench.floor import floor_script
from bench.ground import ACCOUNTS, Ground
from bench.report import Report
from bench.rounds import Part, interleaved

CLIENTS = 8
HOT_CLIENTS = 32
OTHER_CLIENTS = (1, 32)
ROUNDS = 5
SECONDS = 3


def measure_floor(site: Ground, report: Report) -> None:
    """T1: both by pgbench with prepared statements; 8 clients count, 1 and 32 are told."""
    post, floor = site.calls.spread(ACCOUNTS), floor_script(ACCOUNTS)
    parts: dict[str, Part] = {}
    for clients in (CLIENTS, *OTHER_CLIENTS):
        parts[_name("bare floor", clients)] = part(site, floor, clients)
        parts[_name("post", clients)] = part(site, post, clients)
    found = interleaved(parts, rounds=ROUNDS)
    report.rates(found)
    for clients in OTHER_CLIENTS:
        ratio = found.ratio(_name("post", clients), _name("bare floor", clients))
        report.figure(f"of the floor at {clients} clients", ratio, "")
    ratio = found.ratio(_name("post", CLIENTS), _name("bare floor", CLIENTS))
    report.ratio("T1", f"of the floor at {CLIENTS} clients", ratio)


def measure_hot(site: Ground, report: Report) -> None:
    """T3: the pooled cash account in every posting."""
    spread, hot = f"post, spread, {HOT_CLIENTS} clients", f"post, hot pool, {HOT_CLIENTS} clients"
    found = interleaved(
        {
            spread: part(site, site.calls.spread(ACCOUNTS), HOT_CLIENTS),
            hot: part(site, site.calls.hot(ACCOUNTS, str(site.books.cash)), HOT_CLIENTS),
        },
        rounds=ROUNDS,
    )
    report.rates(found)
    report.ratio("T3", "hot pool of spread accounts", found.ratio(hot, spread))


def part(site: Ground, script: str, clients: int) -> Part:
    return lambda: site.pgbench(script, clients=clients, seconds=SECONDS)


def _name(what: str, clients: int) -> str:
    return f"{what}, {clients} client{'s' if clients > 1 else ''}"
