"""Keys from the environment, from a file that only we can read, or in a service."""

import base64
import hashlib
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

KEY_BYTES = 32
FILE_BYTES_MAX = 16 * 1024
LOOPBACK = ("127.0.0.1", "::1", "localhost")
MAKE_ONE = "make one with: openssl rand -base64 32"


class ConfigError(Exception):
    """One line that says which setting is missing or unsafe, and how to mend it."""


@dataclass(frozen=True, slots=True)
class KeyService:
    """A key-management service, the name of our key there, and what lets us in."""

    url: str
    name: str
    token: str = field(repr=False)


def encryption_keys(env: Mapping[str, str], derived_from: str | None) -> tuple[bytes, ...]:
    """The keys that wrap data keys: the one in use first, then older ones.

    From GUILDHALL_ENCRYPTION_KEY_FILE, one a line, or GUILDHALL_ENCRYPTION_KEY; `derived_from` is
    what development makes one of. A service alone needs none. Raises ConfigError.
    """
    path, text = (
        env.get("GUILDHALL_ENCRYPTION_KEY_FILE", ""),
        env.get("GUILDHALL_ENCRYPTION_KEY", ""),
    )
    if path and text:
        raise ConfigError("set GUILDHALL_ENCRYPTION_KEY or GUILDHALL_ENCRYPTION_KEY_FILE, not both")
    if path:
        return _keys("GUILDHALL_ENCRYPTION_KEY_FILE", read_private(path).split())
    if text:
        return _keys("GUILDHALL_ENCRYPTION_KEY", text.split(","))
    if env.get("GUILDHALL_KMS_URL"):
        return ()
    if derived_from is not None:
        return (hashlib.sha256(f"encryption {derived_from}".encode()).digest(),)
    return _keys("GUILDHALL_ENCRYPTION_KEY", [])


def seal_keys(env: Mapping[str, str], derived_from: str | None) -> tuple[bytes, ...]:
    """The seeds of the keys that sign ledger and audit trail: the one in use first."""
    text = env.get("GUILDHALL_SEAL_KEYS", "")
    if not text and derived_from is not None:
        return (hashlib.sha256(f"seal {derived_from}".encode()).digest(),)
    return _keys("GUILDHALL_SEAL_KEYS", text.split(",") if text else [])


def key_service(env: Mapping[str, str]) -> KeyService | None:
    """GUILDHALL_KMS_URL, GUILDHALL_KMS_KEY and GUILDHALL_KMS_TOKEN_FILE; raises ConfigError."""
    url, name = env.get("GUILDHALL_KMS_URL", ""), env.get("GUILDHALL_KMS_KEY", "")
    if not url:
        return None
    place = urlsplit(url)
    is_local = place.scheme == "http" and place.hostname in LOOPBACK
    if not place.hostname or (place.scheme != "https" and not is_local):
        raise ConfigError("GUILDHALL_KMS_URL must begin with https:// (http:// on this machine)")
    if not name.replace("-", "").replace("_", "").isalnum():
        raise ConfigError("GUILDHALL_KMS_KEY must name the service's key: letters, digits, - and _")
    token = env.get("GUILDHALL_KMS_TOKEN_FILE", "")
    if not token:
        raise ConfigError(
            "GUILDHALL_KMS_TOKEN_FILE is missing; put the service's token into a file"
        )
    return KeyService(url, name, read_private(token).strip())


def read_private(path: str) -> str:
    """A small file that nobody else can read; raises ConfigError."""
    place = Path(path)
    try:
        mode = place.stat().st_mode
        if stat.S_IMODE(mode) & 0o077:
            raise ConfigError(f"{path} can be read by others; make it private: chmod 600 {path}")
        with place.open(encoding="ascii") as file:
            return file.read(FILE_BYTES_MAX)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {type(error).__name__}") from None


def _keys(name: str, parts: Sequence[str]) -> tuple[bytes, ...]:
    keys = [_key(part.strip()) for part in parts]
    known = tuple(key for key in keys if key is not None)
    if not known or len(known) != len(keys) or len(set(known)) != len(known):
        raise ConfigError(
            f"{name} must be different keys of 32 random bytes in base64, separated by commas (in "
            f"a file by lines), the newest first; {MAKE_ONE}"
        )
    return known


def _key(text: str) -> bytes | None:
    """32 bytes in base64; None for anything else."""
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None
