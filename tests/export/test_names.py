from __future__ import annotations

import pytest

from portal.export.names import Names


def test_no_name_comes_twice_whatever_its_case() -> None:
    names = Names()
    taken = [names.take(("Tax", "2026"), title, ".pdf") for title in ("P60", "P60", "p60.pdf")]
    assert taken == ["Tax/2026/P60.pdf", "Tax/2026/P60 (2).pdf", "Tax/2026/p60 (3).pdf"]
    assert names.take(("Tax", "2025"), "P60", ".pdf") == "Tax/2025/P60.pdf"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etcpasswd"),
        ("a/b\\c", "abc"),
        ("..", "file"),
        ("", "file"),
        ("  . ", "file"),
        ("a\r\nb\x00c", "abc"),
        ("CON", "_CON"),
        ("aux.pdf", "_aux"),
        ("C:\\x", "Cx"),
        ("Lohnsteuer Müller", "Lohnsteuer Müller"),
        ("رسالة", "رسالة"),
        ("evil\u202efdp", "evilfdp"),
    ],
)
def test_name_is_safe_on_every_system(title: str, name: str) -> None:
    assert Names().take((), title, ".pdf") == f"{name}.pdf"


def test_folder_is_safe_too() -> None:
    assert Names().take(("../x", "nul"), "a", "") == "x/_nul/a"


def test_long_names_stay_apart() -> None:
    names = Names()
    first, second = (names.take((), "x" * 300, ".pdf") for _ in range(2))
    assert first != second
    assert len(second) < 120
