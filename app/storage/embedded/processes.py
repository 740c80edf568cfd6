"""Starting and stopping programs so that none outlives us and none blocks the next start."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from app.storage.embedded.places import Account, EmbeddedError

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.02
LOG_BYTES_MAX = 16 * 1024 * 1024


def dies_with_parent(wanted: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends the signal when our thread ends, also by kill -9."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    parent = os.getpid()

    def ask_kernel() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, wanted)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return ask_kernel


def spawn(
    command: Sequence[str], *, folder: Path, log: Path, account: Account
) -> subprocess.Popen[bytes]:
    """A server in a session of its own (Ctrl-C is ours to pass on), in its data folder."""
    with open_log(log) as out:
        return subprocess.Popen(  # noqa: S603 the wheel's program, our own arguments
            command,
            cwd=folder,
            env={"PATH": os.defpath, "LANG": "C", "TZ": "UTC"},
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
            preexec_fn=dies_with_parent(signal.SIGINT),  # noqa: PLW1509 only two system calls
            user=account.uid if account.is_other else None,
            group=account.gid if account.is_other else None,
            extra_groups=[] if account.is_other else None,
        )


def open_log(log: Path) -> IO[bytes]:
    """Append; a log that has grown too long is put aside once."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES_MAX:
        log.replace(log.with_suffix(".log.1"))
    return log.open("ab")


def last_lines(log: Path, count: int = 3) -> str:
    with log.open("rb") as kept:
        kept.seek(max(0, log.stat().st_size - 4096))
        lines = kept.read().decode(errors="replace").strip().splitlines()
    return " | ".join(lines[-count:])


def stop(process: subprocess.Popen[bytes], *gently: tuple[signal.Signals, float]) -> None:
    """Each signal with its patience in seconds; in the end there is no asking."""
    for wanted, patience in gently:
        process.send_signal(wanted)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        return
    process.kill()
    process.wait()


def end_leftovers(folder: Path, *gently: tuple[signal.Signals, float]) -> None:
    """End servers of an earlier run that still work in this folder."""
    for wanted, patience in (*gently, (signal.SIGKILL, 5.0)):
        for pid in working_in(folder):
            send(pid, wanted)
        if wait_until(lambda: not any(working_in(folder)), patience):
            return
    raise EmbeddedError(f"a server of an earlier run in {folder} does not end: restart the machine")


def working_in(folder: Path) -> Iterator[int]:
    """Servers change into their data folder, so it tells them apart from a reused process id."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink() == folder and int(entry.name) != os.getpid():
                yield int(entry.name)
        except OSError:  # ended meanwhile, or another account's
            continue


def send(pid: int, wanted: signal.Signals) -> None:
    try:
        os.kill(pid, wanted)
    except ProcessLookupError:
        return


def wait_until(is_done: Callable[[], bool], patience: float) -> bool:
    deadline = time.monotonic() + patience
    while not is_done():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
