"""Looking for files that came in from outside: each new one becomes work of its bank's house."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.banking.events.actions.publish import publish
from app.kernel.ids import PartnerId
from app.storage.clock import business_now
from app.storage.session import clock_reading, partner_work
from tenants.resolve import partner_of, partner_refs

FILES_MAX = 500
UNFINISHED = (".part", ".tmp")
FOLDERS = {
    "from_fed": "file.receive",
    "settlements": "ach.settlement",
    "balances": "balance.read",
}
EACH_FILE = ("file.receive",)  # the other kinds look at all that has come, once for all of it


@dataclass
class Polls:
    """Remembers which files were told; after a restart each is told once more, and kept once."""

    data_folder: Path
    told: set[tuple[str, int, int]] = field(default_factory=set)
    houses: dict[PartnerId, str] = field(default_factory=dict)

    def look(self) -> int:
        """Publish work for what is new; returns how many files that were."""
        self._know_houses()
        return sum(self._look_at(house, slug) for house, slug in self.houses.items())

    def _know_houses(self) -> None:
        with clock_reading() as db:
            houses = [partner.id for partner in partner_refs(db) if partner.is_house]
        for house in houses:
            if house not in self.houses:
                with partner_work(house) as db:
                    self.houses[house] = partner_of(db, house).bank.slug

    def _look_at(self, house: PartnerId, slug: str) -> int:
        found = list(self._new_files(self.data_folder / "outside" / slug))
        works = {
            path if kind in EACH_FILE else kind: (kind, path, mark) for kind, path, mark in found
        }
        for kind, path, mark in works.values():
            with partner_work(house) as db:
                key = f"{path} {mark[1]} {mark[2]}"
                publish(db, kind, key=key, now=business_now(db), path=str(path))
        self.told |= {mark for _, _, mark in found}
        return len(found)

    def _new_files(self, folder: Path) -> Iterator[tuple[str, Path, tuple[str, int, int]]]:
        """A file that is still being written carries another name until it is whole."""
        for name, kind in FOLDERS.items():
            for path in sorted((folder / name).glob("*"))[:FILES_MAX]:
                if not path.is_file() or path.name.startswith(".") or path.suffix in UNFINISHED:
                    continue
                status = path.stat()
                mark = (str(path), status.st_size, status.st_mtime_ns)
                if mark not in self.told:
                    yield kind, path, mark
