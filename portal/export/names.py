"""Names within the zip: our own, safe on every system, none twice."""

from __future__ import annotations

import re

from portal.web.streaming import safe_name

# Windows opens devices by these names, whatever their ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)


class Names:
    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, folder: tuple[str, ...], title: str, ending: str) -> str:
        """A path that nothing else here has, also where case makes no difference."""
        place = "/".join(map(_part, folder))
        stem = _part(title.removesuffix(ending))
        number = 1
        while True:
            name = f"{stem}{f' ({number})' if number > 1 else ''}{ending}"
            path = f"{place}/{name}" if place else name
            if path.casefold() not in self._taken:
                self._taken.add(path.casefold())
                return path
            number += 1


def _part(text: str) -> str:
    name = safe_name(text)
    return f"_{name}" if _DEVICES.match(name) else name
