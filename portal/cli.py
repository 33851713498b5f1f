"""The ``portal`` command."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.sandbox.cli import sandbox
from portal.settings import Settings, SettingsError, load

if TYPE_CHECKING:
    from portal.accounts.operator import Operator


@click.group()
def main() -> None:
    """Worker self-service in front of an HR system."""


main.add_command(sandbox)


@main.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65534))
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep everything in this folder; by default a new one that is removed at the end.",
)
@click.option("--json", "as_json", is_flag=True, help="First line: one JSON object.")
def demo(port: int, data_dir: Path | None, as_json: bool) -> None:
    """Start the portal and an HR system with invented people, on this machine alone."""
    from portal.demo import run_demo

    sys.exit(run_demo(port=port, data_dir=data_dir, as_json=as_json))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", type=click.IntRange(1, 64), help="Default: 1; 2 with Redis.")
@click.option("--threads", default=32, show_default=True, type=click.IntRange(1, 256))
@click.option("--jobs/--no-jobs", default=True, show_default=True, help="Run queued jobs as well.")
def serve(host: str, port: int, workers: int | None, threads: int, jobs: bool) -> None:
    """Serve the portal with gunicorn, after bringing its database up to date."""
    from portal.serving import serve_portal

    bind = f"{host}:{port}"
    serve_portal(_settings(), bind=bind, workers=workers, threads=threads, jobs=jobs)


@main.command()
def jobs() -> None:
    """Run queued jobs alone: mails, calls nobody waits for, housekeeping."""
    from portal.serving import run_jobs

    run_jobs(_settings())


@main.command()
def check() -> None:
    """Check settings, database, HR systems and what they can do."""
    from portal.checks import run_checks

    sys.exit(0 if run_checks(_settings(), click.echo) else 1)


@main.group()
def worker() -> None:
    """One worker's account, by e-mail address. Every use is noted in the audit log."""


@worker.command()
@click.argument("address")
def find(address: str) -> None:
    """Say who that is, where they are signed in and what opens the account."""
    with _operator() as operator:
        found = operator.find(address)
    for one in found:
        seen = f", last seen {one.last_seen:%Y-%m-%d %H:%M} UTC" if one.last_seen else ""
        click.echo(f"{one.account.name} <{one.account.email}>, {one.account.country}")
        click.echo(f"  account     {one.account.id}, since {one.account.created_at:%Y-%m-%d}")
        click.echo(f"  HR system   {one.hr_system}, worker {one.account.worker_id}: {one.standing}")
        click.echo(f"  signed in   on {one.devices} devices{seen}")
        click.echo(f"  opened by   mail{', ' + one.issuer if one.issuer else ''}")
        app = ", an authenticator app" if one.held.app else ""
        click.echo(f"  factors     {one.held.passkeys} passkeys{app}")
    _somebody(found, address)


@worker.command("sign-out")
@click.argument("address")
def sign_out(address: str) -> None:
    """End all their sessions and revoke their tokens."""
    with _operator() as operator:
        found = operator.sign_out(address)
    _somebody(found, address)
    click.echo(f"{address} is signed out everywhere.")


@worker.command("reset-factors")
@click.argument("address")
def reset_factors(address: str) -> None:
    """Forget what opens the account besides its mail, and sign out everywhere."""
    with _operator() as operator:
        found = operator.reset_factors(address)
    _somebody(found, address)
    click.echo(f"{address} signs in by mail now, and may set up everything else anew.")


@main.group()
def db() -> None:
    """The portal's own database."""


@db.command()
def upgrade() -> None:
    """Bring the tables to this version. Safe to run again and by two at once."""
    from portal.db import Database

    Database(_settings().database_url).upgrade()


@main.group()
def actions() -> None:
    """What workers sent, where nobody knows yet what came of it."""


@actions.command("list")
@click.option("--minutes", default=60, show_default=True, type=click.IntRange(0))
def list_actions(minutes: int) -> None:
    """List what is open for longer, and at once what the portal can't find out by itself."""
    from portal.open_actions import list_open

    list_open(_settings(), minutes, click.echo)


@actions.command("show")
@click.argument("action_id", metavar="ID")
def show_action(action_id: str) -> None:
    """Show one action and its audit log."""
    from portal.open_actions import show

    sys.exit(0 if show(_settings(), action_id, click.echo) else 1)


@actions.command("settle")
@click.argument("action_id", metavar="ID")
@click.option("--accepted/--not-done", required=True, help="What the HR system shows.")
@click.option("--reference", default="", help="The HR system's id of what was made.")
def settle_action(action_id: str, accepted: bool, reference: str) -> None:
    """Settle one that is open, after looking it up in the HR system by hand.

    The worker's page says so, and the audit log names your login.
    """
    from portal.open_actions import settle

    if reference and not accepted:
        raise click.UsageError("--reference goes with --accepted.")
    sys.exit(0 if settle(_settings(), action_id, accepted, reference, click.echo) else 1)


@contextmanager
def _operator() -> Iterator[Operator]:
    from portal import build_services
    from portal.accounts.operator import Operator

    services = build_services(_settings())
    try:
        yield Operator(services)
    finally:
        services.pool.shutdown()
        services.database.close()


def _somebody(found: Sequence[object], address: str) -> None:
    if not found:
        raise click.ClickException(f"Nobody with the address {address} has signed in here yet.")


def _settings() -> Settings:
    try:
        return load()
    except SettingsError as error:
        raise click.ClickException(f"The settings are not complete.\n{error}") from None
