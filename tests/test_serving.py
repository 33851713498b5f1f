"""What a server process is made of."""

import os
import subprocess
import sys
from pathlib import Path

UNUSED = {"alembic", "charset_normalizer", "fpdf", "holidays", "psycopg", "redis", "rich"}
"""Each takes megabytes, in every process for as long as it lives."""


def test_serving_process_loads_nothing_large_that_no_page_needs(
    environment: dict[str, str], tmp_path: Path
) -> None:
    program = (
        "import sys, portal, portal.serving; portal.create_app();"
        "print(*(name for name, module in sys.modules.items() if module))"
    )
    embedded = {
        "PORTAL_DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}",
        "PORTAL_REDIS_URL": "",
    }

    found = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment, **embedded},
        capture_output=True,
        check=True,
    )

    assert UNUSED.isdisjoint(found.stdout.decode().split())


def test_database_that_cannot_be_brought_up_to_date_is_not_served(tmp_path) -> None:
    (tmp_path / "taken").mkdir()
    program = (
        "from portal.serving import bring_up_to_date;"
        f"bring_up_to_date('sqlite:///{tmp_path / 'taken'}')"
    )

    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)

    assert found.returncode != 0
    assert b"unable to open database file" in found.stderr
