import pytest

from portal.signing.names import is_name_of


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ana Díaz", "Ana Díaz"),
        ("  ana   DIAZ ", "Ana Díaz"),
        ("Ana Di\u0301az", "Ana D\u00edaz"),
        ("lukasz wisniewski", "Łukasz Wiśniewski"),
        ("Jurgen Strasse", "Jürgen Straße"),
        ("Anne Marie Dupont", "Anne-Marie Dupont"),
        ("Anne-Marie\u00a0Dupont", "Anne-Marie Dupont"),
        ("sinead o'brien", "Sinéad O\u2019Brien"),
        ("Sinead OBrien", "Sinéad O'Brien"),
        ("ليلى حداد", "ليلى حدّاد"),
        ("\u200fليلى حداد\u200f", "ليلى حداد"),
        ("王 小明", "王 小明"),
    ],
)
def test_the_same_name_however_it_is_typed(typed: str, name: str) -> None:
    assert is_name_of(typed, [name])


@pytest.mark.parametrize(
    "typed", ["", "   ", "\u200f", "...", "Ana", "Ana Diaz Lopez", "Anna Díaz"]
)
def test_another_name_or_none(typed: str) -> None:
    assert not is_name_of(typed, ["Ana Díaz"])


def test_any_of_the_names_will_do_and_none_never_does() -> None:
    assert is_name_of("Ana Díaz", ["Ana María Díaz", "Ana Díaz"])
    assert not is_name_of("", [""])
    assert not is_name_of("Ana Díaz", [])
