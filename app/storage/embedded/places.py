"""Where embedded servers keep data, sockets and secrets, and as which account; starts nothing."""

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT_HOMES = Path("/var/lib/guildhall")
UNPRIVILEGED_ACCOUNTS = ("guildhall", "nobody")
SOCKET_PATH_BYTES_MAX = 107  # sockaddr_un holds 108 with the closing zero byte
LONGEST_SOCKET_NAME = ".s.PGSQL.5432"


class EmbeddedError(RuntimeError):
    """One line: what stops an embedded server, and how to mend it."""


class AlreadyRunning(EmbeddedError):
    """Another process holds the lock; what it runs can be used, not started again."""


@dataclass(frozen=True, slots=True)
class Account:
    """The system account a server runs as; never root."""

    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        return self.uid != os.geteuid()


def server_account() -> Account:
    """An ordinary user runs servers himself; root lends them an account without rights."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in UNPRIVILEGED_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise EmbeddedError(
        "running as root needs an unprivileged account named guildhall or nobody: create one, "
        "or run as an ordinary user"
    )


def default_home(clone: Path) -> Path:
    """The home of an installation: `var` in the clone, or a place other accounts can enter."""
    return root_home(clone) if os.geteuid() == 0 else clone.resolve() / "var"


def root_home(folder: Path) -> Path:
    return ROOT_HOMES / short_hash(folder.resolve())


def short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def settle(home: Path, account: Account) -> Path:
    """Make the home; when the account could never reach it, use one that it can."""
    home = home.absolute()
    if account.is_other and not all(can_enter(parent, account) for parent in home.parents):
        home = root_home(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o711)
    if account.is_other and not can_enter(home, account):
        home.chmod(stat.S_IMODE(home.stat().st_mode) | 0o011)
    return home


def can_enter(folder: Path, account: Account) -> bool:
    """What the permission bits say; a folder that does not exist yet is made enterable."""
    try:
        status = folder.stat()
    except FileNotFoundError:
        return True
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def private_folder(folder: Path, account: Account) -> Path:
    """A folder only the account enters; one planted by somebody else is refused."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in {account.uid, os.geteuid()}:
        raise EmbeddedError(f"{folder} belongs to somebody else: remove it and start again")
    if account.is_other:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)
    return folder


def socket_folder(home: Path, account: Account) -> Path:
    """A private folder whose sockets have a path the kernel accepts."""
    return private_folder(next(filter(is_short_enough, socket_places(home))), account)


def socket_places(home: Path) -> Iterator[Path]:
    yield home / "run"
    runtime = Path(f"/run/user/{os.geteuid()}")
    if os.geteuid() != 0 and runtime.is_dir():
        yield runtime / f"guildhall-{short_hash(home)}"
    yield Path(tempfile.gettempdir()) / f"guildhall-{os.geteuid()}-{short_hash(home)}"
    yield Path("/tmp") / f"guildhall-{os.geteuid()}-{short_hash(home)}"  # noqa: S108 made private above


def is_short_enough(folder: Path) -> bool:
    return len(os.fsencode(folder / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_BYTES_MAX


def kept_secret(path: Path) -> str:
    """A random secret, made once and kept readable by its owner alone."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        with os.fdopen(
            os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
        ) as out:
            out.write(secrets.token_urlsafe(24))
        unfinished.rename(path)
        return path.read_text().strip()


class Lock:
    """One holder at a time; the kernel lets go when the holder dies, however it dies."""

    def __init__(self, path: Path, *, held_by: str) -> None:
        self._file = path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            raise AlreadyRunning(
                f"{held_by} is already running here (process {holder}): stop it first"
            ) from None
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def release(self) -> None:
        self._file.close()

    @staticmethod
    def is_held(path: Path) -> bool:
        """Whether some process holds it now; looks without waiting."""
        try:
            Lock(path, held_by="it").release()
        except AlreadyRunning:
            return True
        return False


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A home for a test run, gone afterwards; every account may pass through to its own part."""
    home = Path(tempfile.mkdtemp(prefix="guildhall-"))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)
