"""Reading a list laid out as OFAC's SDN.CSV: entry number, name, type, program … remarks."""

import csv
import hashlib
import io
from collections.abc import Iterator

from app.banking.screening.rules import ListedName, SanctionsList, indexed
from app.kernel.errors import Refused

COLUMNS = 12
NOTHING = "-0-"
END_OF_FILE = "\x1a"
FIELD_LENGTH_MAX = 20_000
# A person is not mistaken for a ship; firms stay, because some bear the name of their owner.
NOT_PEOPLE = frozenset({"vessel", "aircraft"})


def read_sdn(content: bytes, *, name: str) -> SanctionsList:
    """The list in a file's bytes; raises Refused("list_malformed") naming the line.

    A list that is only partly understood must not be screened against as if it were whole.
    """
    entries = tuple(_entries(_text(content)))
    if not entries:
        raise Refused("list_malformed", f"{name} has no entries.")
    return indexed(name, hashlib.sha256(content).hexdigest(), entries)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _entries(text: str) -> Iterator[ListedName]:
    reader = csv.reader(io.StringIO(text), skipinitialspace=True)
    for row in reader:
        cells = ["" if cell.strip() == NOTHING else cell.strip() for cell in row]
        if not any(cells) or cells == [END_OF_FILE]:
            continue
        if len(cells) != COLUMNS or not cells[0].isdigit() or not cells[1]:
            raise Refused("list_malformed", f"Line {reader.line_num} is not laid out as SDN.CSV.")
        if cells[2] not in NOT_PEOPLE:
            yield ListedName(cells[0], cells[1], cells[2], cells[3], cells[11])
