"""From nothing to an open bank: servers, schema, demo world, children, surfaces that answer."""

import os
import time
from collections.abc import Mapping

from app.config import SERVICE_ROLES, Config
from app.storage.embedded.places import Lock
from app.supervise.child import Role, own_command
from app.supervise.demo import Demo
from app.supervise.libraries import check_libraries
from app.supervise.operator import link_of
from app.supervise.ready import Readiness, check_port
from app.supervise.schema import is_current
from app.supervise.screen import say, show_surfaces
from app.supervise.servers import CLONE, Servers, servers_of, wipe
from app.supervise.supervisor import (
    ROLES,
    StopAsked,
    Supervisor,
    asking_to_stop,
    end_orphans,
)

MIGRATE = Role("migrate", own_command("migrate"))


def up(*, is_fresh: bool, is_empty: bool) -> int:
    """Open the bank and keep it open until somebody asks us to stop."""
    began = time.monotonic()
    servers = servers_of(os.environ)
    servers.told = lambda line: say("guildhall", line)
    lock = Lock(servers.home / "supervisor.lock", held_by="Guildhall")
    supervisor = Supervisor(servers.home, CLONE)
    with asking_to_stop(supervisor.stop_asked):
        try:
            open_bank(servers, supervisor, is_fresh=is_fresh, is_empty=is_empty)
            keep_open(servers, supervisor, began)
        except StopAsked:
            say("guildhall", "stopping")
        finally:
            supervisor.stop()
            servers.stop()
            lock.release()
    say("guildhall", "stopped")
    return 0


def open_bank(servers: Servers, supervisor: Supervisor, *, is_fresh: bool, is_empty: bool) -> None:
    check_libraries()
    end_orphans(servers.home)
    check_port(int(servers.env.get("PORT", "8000")))
    demo = Demo(servers)
    if is_fresh or demo.was_interrupted:
        say("guildhall", "starting over with nothing")
        wipe(servers)
    servers.start(may_borrow=False)
    if not is_current(servers.env):
        supervisor.run_to_end(MIGRATE, servers.env)
    if not is_empty and demo.is_wanted():
        demo.make(supervisor)


def keep_open(servers: Servers, supervisor: Supervisor, began: float) -> None:
    """Until a signal. The surfaces come first; the others would only take their time from them."""
    env = without_admin(servers.env)
    supervisor.start(ROLES[:1], env)
    config = Config.from_env(servers.env)
    sign_ins = Demo(servers).sign_ins(config)
    readiness = Readiness([host for _, host, _ in sign_ins], config.port)
    readiness.start()
    while not readiness.is_over:
        keep_alive(servers, supervisor)
    show_surfaces(
        sign_ins,
        operator_link=link_of(config),
        has_mailbox=config.mail.way == "mailbox",
        port=config.port,
        seconds=time.monotonic() - began,
    )
    for host in readiness.silent:
        say("guildhall", f"{host} does not answer; see {servers.home / 'log' / 'web.log'}")
    supervisor.start(ROLES[1:], env)
    while True:
        keep_alive(servers, supervisor)


def keep_alive(servers: Servers, supervisor: Supervisor) -> None:
    supervisor.pump()
    supervisor.watch()
    servers.mend()


def without_admin(env: Mapping[str, str]) -> dict[str, str]:
    """What a child may know: the roles' addresses, not the administrator's."""
    urls = Config.from_env(env).database
    roles = {role.upper(): getattr(urls, role) for role in SERVICE_ROLES}
    known = {name: value for name, value in env.items() if name != "DATABASE_URL"}
    return known | {
        f"DATABASE_URL_{role}": url.render_as_string(hide_password=False)
        for role, url in roles.items()
    }
