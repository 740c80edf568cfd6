"""The demo world as the supervisor sees it: wanted or not, begun, finished; made elsewhere."""

import psycopg

from app.config import Config
from app.storage.roles import OWNER
from app.supervise.child import Role, own_command
from app.supervise.screen import SignIn, say
from app.supervise.servers import Servers, forget_outside, is_embedded
from app.supervise.supervisor import Supervisor

SEED = Role("seed", own_command("seed"))


class Demo:
    """Two marks in the home tell a world that was finished from one that was interrupted."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._begun = servers.home / "demo.started"
        self._finished = servers.home / "demo.done"

    @property
    def was_interrupted(self) -> bool:
        """Half a world helps nobody; an embedded one is thrown away and made again."""
        is_half = self._begun.exists() and not self._finished.exists()
        return is_half and is_embedded(self._servers.env)

    def is_wanted(self) -> bool:
        """Only in development, and only in a database without banks."""
        if self._servers.env.get("GUILDHALL_ENV", "development") != "development":
            return False
        with psycopg.connect(self._servers.env["DATABASE_URL"]) as db:
            db.execute(f"set role {OWNER}")
            return db.execute("select exists (select from bank)").fetchone() == (False,)

    def make(self, supervisor: Supervisor) -> None:
        say("guildhall", "making the demo world")
        self._finished.unlink(missing_ok=True)
        self._begun.touch()
        forget_outside(self._servers)
        supervisor.run_to_end(SEED, self._servers.env)
        self._finished.touch()

    def sign_ins(self, config: Config) -> list[SignIn]:
        """Who may sign in where, when there is a demo world."""
        if not self._finished.exists():
            return []
        from app.demo import sign_ins

        return list(sign_ins(config))
