"""Make the set of breached passwords anew, from the packages that hold the lists.

    pip download --no-deps django zxcvbn; npm pack @zxcvbn-ts/language-common    (unpack all three)
    python -m scripts.breached_passwords DJANGO ZXCVBN LANGUAGE_COMMON

Each argument is the folder of an unpacked package. What comes out is hashes, cut short and sorted:
`app/banking/access/breached.bin`. Nothing is fetched when the product runs.
"""

import gzip
import json
import re
import sys
from pathlib import Path
from unicodedata import normalize

from app.banking.access.breached_passwords import FILE, prefix_of
from app.banking.access.rules import PASSWORD_WITH_CODE_MIN

DJANGO = "django/contrib/auth/common-passwords.txt.gz"
ZXCVBN = "zxcvbn/frequency_lists.py"
COMMON = "src/passwords.json"


def main(django: str, zxcvbn: str, common: str) -> None:
    """Write the file, and say how many there are of which list."""
    lists = {
        "Django": gzip.decompress((Path(django) / DJANGO).read_bytes()).decode().split(),
        "zxcvbn": _frequency_list((Path(zxcvbn) / ZXCVBN).read_text("utf-8")),
        "zxcvbn-ts": json.loads((Path(common) / COMMON).read_text("utf-8")),
    }
    kept: set[str] = set()
    for name, words in lists.items():
        tidy = {normalize("NFKC", word).casefold() for word in words}
        long = {word for word in tidy if len(word) >= PASSWORD_WITH_CODE_MIN}
        sys.stdout.write(f"{name}: {len(words):,}, long enough {len(long):,}\n")
        kept |= long
    FILE.write_bytes(b"".join(sorted({prefix_of(word) for word in kept})))
    sys.stdout.write(f"{len(kept):,} in {FILE}\n")


def _frequency_list(source: str) -> list[str]:
    """The one line of the module that is the passwords; the rest of it are words and names."""
    found = re.search(r'"passwords": "([^"]+)"', source)
    if found is None:
        raise SystemExit("this zxcvbn keeps its list in another way")
    return found[1].split(",")


if __name__ == "__main__":
    main(*sys.argv[1:])
