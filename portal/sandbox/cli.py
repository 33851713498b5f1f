"""``portal sandbox``: start it alone, and break a running one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from portal.sandbox.faults import EVERY, Kind

SECONDS = 5.0

url_option = click.option(
    "--url",
    default="http://127.0.0.1:8001",
    show_default=True,
    help="Where it runs; with the demo, one port above the portal.",
)


@click.group(invoke_without_command=True, subcommand_metavar="[COMMAND] [ARGS]…")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535))
@click.option("--data-dir", default=Path("sandbox-data"), type=click.Path(path_type=Path))
@click.option("--organization-token", envvar="SANDBOX_ORGANIZATION_TOKEN", help="Needed to start.")
@click.option("--rate-limit", default=5, show_default=True, help="Calls a second; 0: no limit.")
@click.option("--extra-workers", default=0, help="So many more people, for measurements.")
@click.pass_context
def sandbox(
    context: click.Context,
    host: str,
    port: int,
    data_dir: Path,
    organization_token: str | None,
    rate_limit: int,
    extra_workers: int,
) -> None:
    """Start the sandbox HR system alone, or break one that runs."""
    if context.invoked_subcommand:
        return
    if organization_token is None:
        raise click.MissingParameter(
            ctx=context, param_hint="'--organization-token'", param_type="option"
        )
    from portal.sandbox.config import SandboxConfig
    from portal.sandbox.server import serve

    config = SandboxConfig(
        data_dir=data_dir,
        organization_token=organization_token,
        rate_limit=rate_limit or None,
        extra_workers=extra_workers,
    )
    serve(config, host=host, port=port)


@sandbox.command(epilog=f"Kinds: {', '.join(Kind)}. See docs/sandbox.md.")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]), metavar="KIND")
@click.option("--operation", default=EVERY, show_default=True, help="Which calls; *: all.")
@click.option("--share", default=1.0, show_default=True, help="Of those calls, from 0 to 1.")
@click.option("--seconds", type=float, help="How long latency takes, and a call is held.")
@click.option("--times", type=int, help="Over after so many calls were hit.")
@click.option("--for", "for_seconds", type=float, help="Over after so many seconds.")
@url_option
def fault(url: str, **wanted: str | float | int | None) -> None:
    """Switch a fault on. Without --times and --for it lasts until it is cleared."""
    shown = _ask("POST", url, wanted)
    click.echo(f"On: {_in_words(shown)}.")


@sandbox.command()
@url_option
def faults(url: str) -> None:
    """Say which faults are on, and how many calls each has hit so far."""
    live = _ask("GET", url)["faults"]
    for shown in live:
        click.echo(f"{_in_words(shown)}: {shown['hits']} hit so far")
    if not live:
        click.echo("No fault is on.")


@sandbox.command()
@url_option
def clear(url: str) -> None:
    """Switch all faults off and let go of the calls they hold."""
    _ask("DELETE", url)
    click.echo("No fault is on.")


def _in_words(shown: dict[str, Any]) -> str:
    where = "every call" if shown["operation"] == EVERY else shown["operation"]
    share, times, ends = shown["share"], shown["times"], shown["ends"]
    parts = [
        f"{shown['kind']} on {where}",
        f"{share:.0%} of them" if share < 1 else "",
        f"{shown['seconds']:g} s long" if shown["seconds"] is not None else "",
        f"{times} times" if times else "",
        f"until {ends[11:19]} UTC" if ends else "",
    ]
    return ", ".join(part for part in parts if part)


def _ask(method: str, url: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """The decoded answer of the sandbox's `/_sandbox/faults`; empty where there is none."""
    import requests

    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(
                method, f"{url.rstrip('/')}/_sandbox/faults", json=body, timeout=SECONDS
            )
    except requests.RequestException:
        raise click.ClickException(
            f"No sandbox answers at {url}. Start `portal demo`, or say where with --url."
        ) from None
    try:
        content: dict[str, Any] = answer.json() if answer.content else {}
    except ValueError:
        raise click.ClickException(f"What answers at {url} is not the sandbox.") from None
    if answer.status_code == 400:
        raise click.ClickException("\n".join(_problem(error) for error in content["errors"]))
    return content


def _problem(error: dict[str, Any]) -> str:
    name = "for" if error["loc"][0] == "for_seconds" else error["loc"][0]
    return f"--{name}: {error['msg']}"
