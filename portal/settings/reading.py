"""Settings from the environment, ``.env`` and the files they name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import ValidationError

from portal.settings.model import OIDCSettings, Settings

PREFIX = "PORTAL_"


class SettingsError(Exception):
    """A setting is missing or wrong; the text names the variable and the remedy."""


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings.

    Raises: SettingsError, naming each variable that is missing or wrong and what to do.
    """
    values = _with_files(_with_dotenv(os.environ if environ is None else environ))
    try:
        return Settings.model_validate(
            {
                **_under(values, PREFIX),
                "deel": _under(values, f"{PREFIX}DEEL_"),
                "oidc": _provider(values, f"{PREFIX}OIDC_"),
                "oidc_2": _provider(values, f"{PREFIX}OIDC_2_"),
            }
        )
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(error))) from None


def _with_dotenv(environ: Mapping[str, str]) -> dict[str, str]:
    if environ is not os.environ:
        return dict(environ)
    found = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return {**found, **environ}


def _with_files(environ: Mapping[str, str]) -> dict[str, str]:
    values = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    for name in [name for name in values if name.endswith("_FILE")]:
        path = Path(values.pop(name))
        try:
            values[name.removesuffix("_FILE")] = path.read_text().strip()
        except OSError as error:
            raise SettingsError(f"{name}: cannot read {path} ({error.strerror})") from None
    return values


def _under(values: Mapping[str, str], prefix: str) -> dict[str, Any]:
    return {
        name.removeprefix(prefix).lower(): value
        for name, value in values.items()
        if name.startswith(prefix)
    }


def _provider(values: Mapping[str, str], prefix: str) -> dict[str, Any] | None:
    """None when nothing of it is set."""
    found = _under(values, prefix)
    return found if OIDCSettings.model_fields.keys() & found.keys() else None


def _explain(error: ValidationError) -> list[str]:
    lines = []
    for problem in error.errors():
        field = "_".join(str(part) for part in problem["loc"] if isinstance(part, str))
        name = f"{PREFIX}{field.upper()}: " if field else ""
        if problem["type"] == "missing":
            text = f"is missing; set it in the environment or .env, or {name[:-2]}_FILE to a file"
        else:
            text = str(problem["msg"]).removeprefix("Value error, ")
        lines.append(f"{name}{text}")
    return lines
