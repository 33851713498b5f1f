"""The translation catalogs against the code: ``python -m tests.support.catalogs [refresh]``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "portal" / "translations"
TEMPLATE = FOLDER / "messages.pot"
REFRESH = "python -m tests.support.catalogs refresh"


def extract(target: Path) -> None:
    """Write the texts of code and templates, without anything that changes by itself."""
    _pybabel(
        "extract",
        f"--mapping-file={ROOT / 'pyproject.toml'}",
        "--keywords=_l",
        "--omit-header",
        "--no-location",
        "--sort-output",
        f"--output-file={target}",
        str(ROOT),
    )


def refresh() -> None:
    """Bring the template and every catalog up to the code, and compile what is translated."""
    extract(TEMPLATE)
    _pybabel(
        "update",
        f"--input-file={TEMPLATE}",
        f"--output-dir={FOLDER}",
        "--ignore-pot-creation-date",
        "--no-fuzzy-matching",
        "--ignore-obsolete",
    )
    _pybabel("compile", f"--directory={FOLDER}")


def faults() -> Iterator[str]:
    """What is wrong with the template and the catalogs, and what to do."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, "messages.pot")
        extract(fresh)
        if fresh.read_bytes() != TEMPLATE.read_bytes():
            yield f"{TEMPLATE.name} is not that of the code. Run: {REFRESH}"
    template = read(TEMPLATE)
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/*.po")):
        locale = path.parent.parent.name
        for fault in faults_of(read(path, locale), template):
            yield f"{locale}: {fault}"


def faults_of(catalog: Catalog, template: Catalog) -> Iterator[str]:
    for message in texts(template):
        if catalog.get(message.id) is None:
            yield f"{message.id!r} is missing. Run: {REFRESH}"
    for message in [*catalog.obsolete.values(), *texts(catalog)]:
        if template.get(message.id) is None:
            yield f"{message.id!r} is no longer in the code. Run: {REFRESH}"
        elif not all(_forms(message.string)):
            yield f"{message.id!r} has no translation. Write it."
        elif message.fuzzy:
            yield f"{message.id!r} is marked fuzzy. Check the translation, remove the mark."
        elif not _placeholders_match(message):
            yield f"{message.id!r} has other placeholders than its translation. Correct it."
    for message, errors in catalog.check():
        yield f"{message.id!r}: {'; '.join(map(str, errors))}. Correct it."


def texts(catalog: Catalog) -> Iterator[Message]:
    """All messages but the header."""
    return (message for message in catalog if message.id)


def read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=locale)


def _placeholders_match(message: Message) -> bool:
    """Babel finds placeholders that are too many; one left out is a fault here as well."""
    wanted = _placeholders(_forms(message.id)[-1])
    return all(_placeholders(form) == wanted for form in _forms(message.string))


def _placeholders(text: str) -> set[str]:
    """Names that ``text`` asks for when it is filled in."""
    asked = _Asked()
    if "%(" in text:
        text % asked
    return asked.names


class _Asked(dict[str, int]):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def __missing__(self, name: str) -> int:
        self.names.add(name)
        return 0


def _forms(texts: str | Iterable[str] | None) -> tuple[str, ...]:
    return (texts or "",) if isinstance(texts, str | None) else tuple(texts)


def _pybabel(*arguments: str) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *arguments])  # type: ignore[no-untyped-call]


def main() -> None:
    if sys.argv[1:] == ["refresh"]:
        refresh()
        return
    found = list(faults())
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
