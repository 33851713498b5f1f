"""Whether a typed name is the signer's own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from portal.backends.types import Person

# Letters that Unicode does not take apart into a plain one and a mark, as keyboards without
# them write them.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i"}
    | {"æ": "ae", "œ": "oe", "þ": "th"}
)
_APOSTROPHES = "'`\u2018\u2019\u02bc\u00b4"
_MARKS = ("Mn", "Me", "Mc", "Cf")


def names_of(person: Person) -> tuple[str, ...]:
    """The names this person may sign with, the fullest first."""
    legal = f"{person.legal_first_name} {person.legal_last_name}".strip()
    return tuple(dict.fromkeys(name for name in (person.full_name, legal) if name))


def is_name_of(typed: str, names: Iterable[str]) -> bool:
    """Compare leniently: case, spacing, accents and punctuation do not matter, letters do."""
    folded = _folded(typed)
    return bool(folded) and any(folded == _folded(name) for name in names)


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).casefold().translate(_PLAIN)
    kept = (
        character if unicodedata.category(character)[0] in "LN" else " "
        for character in decomposed
        if character not in _APOSTROPHES and unicodedata.category(character) not in _MARKS
    )
    return " ".join("".join(kept).split())
