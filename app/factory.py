"""Composition root: config in, a WSGI application out."""

from app.banking.access.passwords import use_cost
from app.config import SERVICE_ROLES, Config, ConfigError
from app.storage import crypto
from app.storage.roles import unsafe_role
from app.storage.session import connect, engine
from app.web.brand_pages.stage import PORTAL
from app.web.dispatch import Dispatcher
from app.web.surface import make_surface

SURFACES = ("portal", "console", "oversight", "operator")


def create_app(config: Config | None = None) -> Dispatcher:
    """Connect, refuse what is unsafe, and build the surfaces; raises ConfigError."""
    config = config or Config.from_env()
    start(config)
    surfaces = {surface: make_surface(surface, config) for surface in SURFACES}
    for surface in ("console", "oversight"):
        # A brand's previews are the portal's own pages, played for whoever works on the brand.
        surfaces[surface].extensions[PORTAL] = surfaces["portal"]
    return Dispatcher(
        surfaces,
        is_sandbox=config.is_sandbox,
        operator_host=config.operator_host,
        trusted_proxies=config.trusted_proxies,
    )


def start(config: Config) -> None:
    """What every process does first: connect, hand over the key, check the ground it stands on."""
    connect(config)
    crypto.use_keys(config)
    use_cost(config.password_cost)
    for role in SERVICE_ROLES:
        with engine(role).connect() as connection:
            if fault := unsafe_role(connection):
                raise ConfigError(f"{fault}: use the roles that `guildhall migrate` makes")
            if config.is_production:
                _refuse_without_fsync(connection.exec_driver_sql("show fsync").scalar())


def _refuse_without_fsync(setting: object) -> None:
    if setting != "on":
        raise ConfigError("fsync is off: set fsync = on in postgresql.conf; money is at stake")
