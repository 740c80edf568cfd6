"""Whom this process asks about applicants: read once from the configuration it was handed."""

from functools import cache

from app.banking.accounts.actions.assess_application import Vetting
from app.banking.screening.rules import SanctionsList
from app.banking.screening.sdn import read_sdn
from app.config import Config
from app.kernel.errors import Unavailable
from app.sandbox.kyc import SandboxVerifier
from app.sandbox.sanctions import SANCTIONS_FILE, SANCTIONS_NAME

_configs: list[Config] = []


def use_vetting(config: Config) -> None:
    """Remember the configuration; the list is read when somebody first applies."""
    _configs[:] = [config]
    vetting.cache_clear()


@cache
def vetting() -> Vetting:
    """Raises Unavailable outside the sandbox: there a vendor must be configured first."""
    if not _configs:
        raise RuntimeError("use_vetting(config) was not called in this process")
    config = _configs[0]
    if not config.is_sandbox:
        raise Unavailable("no_verifier", "No identity verifier is configured.")
    return Vetting(SandboxVerifier(), _sanctions(config))


def _sanctions(config: Config) -> SanctionsList:
    if config.sanctions_file:
        return read_sdn(config.sanctions_file.read_bytes(), name=config.sanctions_file.name)
    return read_sdn(SANCTIONS_FILE.read_bytes(), name=SANCTIONS_NAME)
