"""What a process refuses to start with, in one line that says how to mend it."""

from pathlib import Path

import pytest

from app.config import DEVELOPMENT_SECRET, Config, ConfigError, role_password

A_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="
ANOTHER_KEY = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU="
SAFE = {
    "GUILDHALL_ENV": "production",
    "GUILDHALL_SECRET_KEY": "f3" * 32,
    "GUILDHALL_ENCRYPTION_KEY": A_KEY,
    "GUILDHALL_SEAL_KEYS": A_KEY,
    "DATABASE_URL": "postgresql://owner:secret@db/guildhall",
    "REDIS_URL": "redis://cache/0",
    "GUILDHALL_SMTP_URL": "smtp://user:s%40fe@mail.example",
    "GUILDHALL_MAIL_FROM": "no-reply@bank.example",
}


def test_a_safe_environment_is_accepted() -> None:
    config = Config.from_env(SAFE)
    assert config.is_production
    assert config.database.app.username == "guildhall_app"
    assert config.database.app.password == role_password("f3" * 32, "guildhall_app")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"GUILDHALL_ENV": "staging"}, "set it to one of"),
        ({"GUILDHALL_SECRET_KEY": ""}, "GUILDHALL_SECRET_KEY is missing"),
        ({"GUILDHALL_SECRET_KEY": DEVELOPMENT_SECRET}, "unsafe"),
        ({"GUILDHALL_SECRET_KEY": "short"}, "at least 32"),
        ({"GUILDHALL_ENCRYPTION_KEY": ""}, "openssl rand -base64 32"),
        ({"GUILDHALL_ENCRYPTION_KEY": "not base64!"}, "32 random bytes"),
        ({"GUILDHALL_SEAL_KEYS": ""}, "GUILDHALL_SEAL_KEYS must be"),
        ({"GUILDHALL_SEAL_KEYS": "c2hvcnQ="}, "32 random bytes"),
        ({"GUILDHALL_SEAL_KEYS": f"{A_KEY}, {A_KEY}"}, "different keys"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"REDIS_URL": ""}, "REDIS_URL is missing"),
        ({"GUILDHALL_SMTP_URL": ""}, "or to off"),
        ({"GUILDHALL_SMTP_URL": "http://mail.example"}, "write it like"),
        ({"GUILDHALL_SMTP_URL": "smtp://mail.example?tls=none"}, "unencrypted"),
        ({"GUILDHALL_SMTP_URL": "smtp://mail.example?timeout=600"}, "write it like"),
        ({"GUILDHALL_SMTP_URL": "smtp://mail.example:notaport"}, "write it like"),
        ({"GUILDHALL_MAIL_FROM": ""}, "letters come from"),
        ({"GUILDHALL_TRUSTED_PROXIES": "-1"}, "from 0 to 8"),
        ({"GUILDHALL_TRUSTED_PROXIES": "many"}, "from 0 to 8"),
        ({"PORT": "eighty"}, "1 to 65535"),
        ({"PORT": "70000"}, "1 to 65535"),
    ],
)
def test_a_missing_or_unsafe_setting_is_refused(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        Config.from_env({**SAFE, **change})


def test_the_operators_pages_are_nowhere_in_production_unless_named() -> None:
    assert Config.from_env(SAFE).operator_host == ""
    named = {**SAFE, "GUILDHALL_OPERATOR_HOST": "Ops.Bank.example"}
    assert Config.from_env(named).operator_host == "ops.bank.example"


def test_development_may_use_its_own_secret() -> None:
    config = Config.from_env({"DATABASE_URL": SAFE["DATABASE_URL"], "REDIS_URL": SAFE["REDIS_URL"]})
    assert config.secret_key == DEVELOPMENT_SECRET


def test_mail_leaves_encrypted_by_the_server_that_is_named() -> None:
    server = Config.from_env(SAFE).mail.server
    assert server
    assert (server.host, server.port, server.security) == ("mail.example", 587, "starttls")
    assert (server.user, server.password) == ("user", "s@fe")
    assert "s@fe" not in repr(Config.from_env(SAFE).mail)
    tls = Config.from_env({**SAFE, "GUILDHALL_SMTP_URL": "smtps://mail.example"}).mail.server
    assert tls
    assert (tls.port, tls.security) == (465, "tls")


def test_mail_may_be_off_but_only_when_somebody_says_so() -> None:
    assert Config.from_env({**SAFE, "GUILDHALL_SMTP_URL": "off"}).mail.way == "off"
    development = {"DATABASE_URL": SAFE["DATABASE_URL"], "REDIS_URL": SAFE["REDIS_URL"]}
    assert Config.from_env(development).mail.way == "mailbox"


def test_links_name_the_registered_host() -> None:
    assert Config.from_env(SAFE).origin_of("harbor.example") == "https://harbor.example"
    development = {"DATABASE_URL": SAFE["DATABASE_URL"], "REDIS_URL": SAFE["REDIS_URL"]}
    origin = Config.from_env(development).origin_of("harbor.localhost")
    assert origin == "http://harbor.localhost:8000"


def test_keys_come_from_a_file_that_nobody_else_can_read(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"{A_KEY}\n{ANOTHER_KEY}\n")
    env = {name: value for name, value in SAFE.items() if name != "GUILDHALL_ENCRYPTION_KEY"}
    env["GUILDHALL_ENCRYPTION_KEY_FILE"] = str(file)
    file.chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600"):
        Config.from_env(env)

    file.chmod(0o600)

    assert len(Config.from_env(env).encryption_keys) == 2
    with pytest.raises(ConfigError, match="not both"):
        Config.from_env({**SAFE, "GUILDHALL_ENCRYPTION_KEY_FILE": str(file)})
    with pytest.raises(ConfigError, match="cannot be read"):
        Config.from_env({**env, "GUILDHALL_ENCRYPTION_KEY_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"GUILDHALL_KMS_URL": "http://keys.example"}, "begin with https"),
        ({"GUILDHALL_KMS_KEY": "../sys"}, "must name"),
        ({"GUILDHALL_KMS_TOKEN_FILE": ""}, "TOKEN_FILE is missing"),
    ],
)
def test_a_service_for_keys_is_named_whole(
    tmp_path: Path, change: dict[str, str], sentence: str
) -> None:
    token = tmp_path / "token"
    token.write_text("s.abc\n")
    token.chmod(0o600)
    env = SAFE | {
        "GUILDHALL_ENCRYPTION_KEY": "",
        "GUILDHALL_KMS_URL": "https://keys.example:8200",
        "GUILDHALL_KMS_KEY": "guildhall",
        "GUILDHALL_KMS_TOKEN_FILE": str(token),
    }
    config = Config.from_env(env)
    assert config.encryption_keys == ()
    assert config.key_service is not None
    assert "s.abc" not in repr(config.key_service)

    with pytest.raises(ConfigError, match=sentence):
        Config.from_env({**env, **change})
