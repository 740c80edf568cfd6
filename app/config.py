"""Environment in, one frozen Config out; refuses what is missing or unsafe."""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from sqlalchemy.engine import URL, make_url

from app.config_keys import ConfigError, KeyService, encryption_keys, key_service, seal_keys
from app.kernel.smtp import MailSettings, mail_settings

__all__ = ["Config", "ConfigError", "DatabaseUrls"]

Environment = Literal["development", "test", "production"]
PasswordCost = Literal["usual", "light"]
ENVIRONMENTS = ("development", "test", "production")
DEVELOPMENT_SECRET = "development-only-secret-never-outside-this-machine"  # noqa: S105 -- refused elsewhere
SECRET_LENGTH_MIN = 32
SERVICE_ROLES = ("app", "portal", "bank", "clock", "auditor")
OPERATOR_HOST = "operator.localhost"
PROXIES_MAX = 8


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """One address per role; `admin` is only for migrations and may be absent elsewhere."""

    admin: URL | None
    app: URL
    portal: URL
    bank: URL
    clock: URL
    auditor: URL


@dataclass(frozen=True, slots=True)
class Config:
    environment: Environment
    secret_key: str
    encryption_keys: tuple[bytes, ...]
    key_service: KeyService | None
    seal_keys: tuple[bytes, ...]
    database: DatabaseUrls
    redis_url: str
    port: int
    data_folder: Path
    sanctions_file: Path | None
    is_sandbox: bool
    operator_host: str
    password_cost: PasswordCost
    mail: MailSettings
    trusted_proxies: int = 0

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    def origin_of(self, host: str) -> str:
        """Where a registered host answers, as links in letters say it; never a request's word."""
        return f"https://{host}" if self.is_production else f"http://{host}:{self.port}"

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Config":
        """Read GUILDHALL_* , DATABASE_URL, REDIS_URL and PORT; raises ConfigError."""
        environment = _environment(env)
        secret = _secret(env, environment)
        derived_from = None if environment == "production" else secret
        return cls(
            environment=environment,
            secret_key=secret,
            encryption_keys=encryption_keys(env, derived_from),
            key_service=key_service(env),
            seal_keys=seal_keys(env, derived_from),
            database=_database_urls(env, secret),
            redis_url=_required(env, "REDIS_URL", "redis://127.0.0.1:6379/0"),
            port=_port(env),
            data_folder=Path(env.get("GUILDHALL_DATA", "var")).absolute(),
            sanctions_file=Path(env["GUILDHALL_SANCTIONS_FILE"])
            if env.get("GUILDHALL_SANCTIONS_FILE")
            else None,
            is_sandbox=env.get("GUILDHALL_RAILS", "sandbox") == "sandbox",
            operator_host=_operator_host(env, environment),
            password_cost=_password_cost(env, environment),
            mail=_mail(env, environment),
            trusted_proxies=_trusted_proxies(env),
        )


def role_password(secret: str, role: str) -> str:
    """The password of a database role, derived so that one secret is all an operator keeps."""
    digest = hmac.new(secret.encode(), f"database role {role}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _environment(env: Mapping[str, str]) -> Environment:
    value = env.get("GUILDHALL_ENV", "development")
    if value not in ENVIRONMENTS:
        raise ConfigError(f"GUILDHALL_ENV is {value!r}; set it to one of {', '.join(ENVIRONMENTS)}")
    return cast("Environment", value)


def _required(env: Mapping[str, str], name: str, example: str) -> str:
    value = env.get(name, "")
    if not value:
        raise ConfigError(f"{name} is missing; set it, for example {name}={example}")
    return value


def _secret(env: Mapping[str, str], environment: Environment) -> str:
    if environment != "production":
        return env.get("GUILDHALL_SECRET_KEY", DEVELOPMENT_SECRET)
    secret = _required(env, "GUILDHALL_SECRET_KEY", "$(openssl rand -hex 32)")
    if secret == DEVELOPMENT_SECRET or len(secret) < SECRET_LENGTH_MIN:
        raise ConfigError(
            f"GUILDHALL_SECRET_KEY is unsafe; use at least {SECRET_LENGTH_MIN} random characters"
        )
    return secret


def _database_urls(env: Mapping[str, str], secret: str) -> DatabaseUrls:
    admin_text = env.get("DATABASE_URL", "")
    urls = {}
    for role in SERVICE_ROLES:
        own = env.get(f"DATABASE_URL_{role.upper()}", "")
        if not own and not admin_text:
            _required(env, "DATABASE_URL", "postgresql://owner:secret@127.0.0.1/guildhall")
        urls[role] = _driver(own) if own else _as_role(_driver(admin_text), role, secret)
    return DatabaseUrls(admin=_driver(admin_text) if admin_text else None, **urls)


def _operator_host(env: Mapping[str, str], environment: Environment) -> str:
    """Where the operator's pages are; empty where production names no host for them."""
    usual = "" if environment == "production" else OPERATOR_HOST
    return env.get("GUILDHALL_OPERATOR_HOST", usual).lower()


def _mail(env: Mapping[str, str], environment: Environment) -> MailSettings:
    try:
        return mail_settings(env, is_production=environment == "production")
    except ValueError as fault:
        raise ConfigError(str(fault)) from None


def _trusted_proxies(env: Mapping[str, str]) -> int:
    """How many proxies of ours stand in front, each adding the address it heard to a header."""
    text = env.get("GUILDHALL_TRUSTED_PROXIES", "0")
    if not text.isascii() or not text.isdigit() or int(text) > PROXIES_MAX:
        raise ConfigError(
            f"GUILDHALL_TRUSTED_PROXIES is {text!r}; set it to how many proxies of yours stand "
            f"between a browser and Guildhall, from 0 to {PROXIES_MAX}"
        )
    return int(text)


def _password_cost(env: Mapping[str, str], environment: Environment) -> PasswordCost:
    """`light` makes passwords cheap to check, and so to guess: for tests only."""
    cost = env.get("GUILDHALL_PASSWORD_COST", "usual")
    if cost not in ("usual", "light"):
        raise ConfigError(f"GUILDHALL_PASSWORD_COST is {cost!r}; set it to usual, or leave it out")
    if cost == "light" and environment == "production":
        raise ConfigError("GUILDHALL_PASSWORD_COST=light is for tests; leave it out in production")
    return cast("PasswordCost", cost)


def _driver(text: str) -> URL:
    return make_url(text).set(drivername="postgresql+psycopg")


def _as_role(admin: URL, role: str, secret: str) -> URL:
    name = f"guildhall_{role}"
    return admin.set(username=name, password=role_password(secret, name))


def _port(env: Mapping[str, str]) -> int:
    text = env.get("PORT", "8000")
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 2**16:
        raise ConfigError(f"PORT is {text!r}; set it to a number from 1 to 65535")
    return int(text)
