"""The closed list of words a brand may put in its own way; every other word is ours."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One place in the pages: what it is called in the studio, and how long it may be."""

    label: str
    length_max: int


WORDING: dict[str, Words] = {}
