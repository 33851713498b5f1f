"""What a server process is made of."""

import subprocess
import sys

UNUSED = {"alembic", "fpdf", "holidays", "psycopg", "redis"}
"""Each takes megabytes, in every process for as long as it lives."""


def test_serving_process_loads_nothing_large_that_no_page_needs() -> None:
    program = "import sys, portal.serving; print(*sys.modules)"

    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

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
