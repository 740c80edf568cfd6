"""Show the one-time code of a demo login, since the demo's staff have no phone to show it."""

import argparse
import os

SUMMARY = "show the one-time code of a demo login"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="somebody of the demo's staff, as `up` lists them")


def run(options: argparse.Namespace) -> int:
    import pyotp

    from app.config import ConfigError
    from app.demo.brands import BANKS, BRANDS
    from app.demo.opening import totp_secret

    if os.environ.get("GUILDHALL_ENV", "development") != "development":
        raise ConfigError("there is no demo outside development, and no code to show")
    known = [member.email(brand.slug) for brand in BRANDS for member in brand.staff]
    known += [officer.email(bank.slug) for bank in BANKS for officer in bank.officers]
    if options.email not in known:
        raise ConfigError(f"{options.email} is not of the demo: {', '.join(known)}")
    print(pyotp.TOTP(totp_secret(options.email)).now())
    return 0
