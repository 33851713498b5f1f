import pytest

from portal.backends.types import Phone, PhoneKind
from portal.profile import rules


@pytest.mark.parametrize(
    ("typed", "country", "dial_code", "number"),
    [
        ("+49 170 1234567", "", "+49", "1701234567"),
        ("0170 / 123 45 67", "DE", "+49", "1701234567"),
        ("(415) 555-0132", "US", "+1", "4155550132"),
        ("+1 415 555 0132", "DE", "+1", "4155550132"),
        ("٠٥٠١٢٣٤٥٦٧", "AE", "+971", "501234567"),
    ],
)
def test_phone_numbers_as_people_type_them(
    typed: str, country: str, dial_code: str, number: str
) -> None:
    assert rules.parse_phone(typed, country) == Phone(PhoneKind.PERSONAL, dial_code, number)


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("0170 1234567", ""),
        ("1", "DE"),
        ("+49 170 CALL ME", "DE"),
        ("+49 30 901820 ext. 5", "DE"),
        ("+999 1234567", "DE"),
        ("+49 170 1234567 1234567 1234567", "DE"),
        ("<script>", "DE"),
    ],
)
def test_other_text_is_no_phone_number(typed: str, country: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        rules.parse_phone(typed, country)


def test_numbers_are_shown_in_groups() -> None:
    phone = Phone(PhoneKind.PERSONAL, "+49", "1701234567")
    assert rules.phone_text(phone) == "+49 170 1234567"


def test_numbers_that_make_no_sense_are_shown_as_stored() -> None:
    assert rules.phone_text(Phone(PhoneKind.PERSONAL, "", "ask me")) == "ask me"
