"""Show the one-time code of somebody in the demo world, in place of an authenticator app."""

import argparse

SUMMARY = "show the one-time code of a sign-in of the demo world"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="who signs in, as the list of sign-ins shows it")


def run(options: argparse.Namespace) -> int:
    import pyotp

    from app.demo.signing_in import emails_with_code
    from app.demo.totp import totp_secret

    email = options.email.strip().lower()
    if email not in emails_with_code():
        print(f"{email} is nobody of the demo world who needs a code.")
        return 1
    print(pyotp.TOTP(totp_secret(email)).now())
    return 0
