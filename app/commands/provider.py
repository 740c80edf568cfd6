"""Try single sign-on on the demo: run a packaged identity provider, and tell Harbor's console.

Beside `guildhall up`, in another terminal; only in development. Ctrl-C stops it.
"""

import argparse

SUMMARY = "run an identity provider beside the demo, to try single sign-on"
WAIT_SECONDS = 20.0
PAUSE_SECONDS = 0.2


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=9400, help="where it listens (9400)")


def run(options: argparse.Namespace) -> int:
    import os
    import signal
    import subprocess
    from importlib.util import find_spec

    from app.commands.installation import installation
    from app.config import ConfigError
    from app.demo.identity import HOST, PACKAGE, PEOPLE, command, set_up
    from app.storage.embedded.processes import dies_with_parent

    if find_spec(PACKAGE) is None:
        raise ConfigError(f"{PACKAGE} is not installed: it comes with `.[dev]`")
    issuer = f"http://127.0.0.1:{options.port}"
    with installation() as config:
        if config.environment != "development":
            raise ConfigError("an identity provider that believes everybody is for development")
        own = {"PATH": os.environ.get("PATH", ""), "PYTHONWARNINGS": "ignore"}
        with subprocess.Popen(  # noqa: S603 -- our own command
            command(options.port),
            env=own,
            preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 -- two system calls
        ) as provider:
            try:
                wait_for(options.port)
                set_up(config, issuer)
                print(f"{issuer} is People, on the sign-in page of {HOST}:")
                for subject, _, _, _, what in PEOPLE:
                    print(f"  {subject}: {what}")
                return provider.wait()
            finally:
                provider.terminate()


def wait_for(port: int) -> None:
    """Until somebody listens there; raises ConfigError when nobody does."""
    import socket
    import time

    from app.config import ConfigError

    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(PAUSE_SECONDS)
        else:
            return
    raise ConfigError(f"the identity provider does not answer on port {port}")
