"""The configuration this process was handed, for work that reaches outside the database."""

from app.config import Config

_config: list[Config] = []


def install(config: Config) -> None:
    """Remember it, once a process, before any work is done."""
    _config[:] = [config]


def installed() -> Config:
    """Raises RuntimeError where install() was not called."""
    if not _config:
        raise RuntimeError("install(config) was not called in this process")
    return _config[0]
