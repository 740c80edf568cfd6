"""How many views, how large a file, how many things at once; and what a name may be."""

from datetime import timedelta

from app.kernel.errors import Refused

NAME_LENGTH_MAX = 40
VIEWS_MAX = 40  # of one person
SHARED_MAX = 30  # of a team
PINNED_MAX = 6  # of one person, and as many of a team
COUNTED_MAX = 100  # a count in the navigation ends at 99+

AT_ONCE_MAX = 5_000  # rows that a request writes while somebody waits
EXPORTED_MAX = 100_000
PART_ROWS = 2_500
EXPORTS_MAX = 20  # of one person, until they expire
EXPORT_KEPT = timedelta(days=7)
FORMS = ("csv", "xlsx")

BATCH_MAX = 200
BATCH_GOOD_FOR = timedelta(hours=2)  # a look older than this is looked at again


def checked_name(name: str) -> str:
    """A view's name as it is kept; raises Refused("name_invalid")."""
    tidy = " ".join(name.replace("\x00", " ").split())
    if not tidy or len(tidy) > NAME_LENGTH_MAX:
        raise Refused("name_invalid", f"Give it a name of at most {NAME_LENGTH_MAX} characters.")
    return tidy
