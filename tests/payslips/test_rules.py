from datetime import date

from portal.backends.types import Payslip
from portal.payslips import rules


def payslip(start: date, end: date | None = None) -> Payslip:
    return Payslip(f"{start}", start, end, "PUBLISHED", True)


JANUARY = payslip(date(2028, 1, 1), date(2028, 1, 31))
DECEMBER = payslip(date(2027, 12, 1), date(2027, 12, 31))
NOVEMBER = payslip(date(2027, 11, 1))
ALL = [JANUARY, DECEMBER, NOVEMBER]


def test_newest_year_is_shown_by_itself() -> None:
    found = rules.of_year(ALL, None)
    assert found is not None
    assert found.year == 2028
    assert found.payslips == (JANUARY,)
    assert found.years == ((2028, 1), (2027, 2))


def test_wanted_year_keeps_the_order() -> None:
    found = rules.of_year(ALL, 2027)
    assert found is not None
    assert found.payslips == (DECEMBER, NOVEMBER)


def test_year_without_payslips_falls_back_to_the_newest() -> None:
    found = rules.of_year(ALL, 1999)
    assert found is not None
    assert found.year == 2028


def test_no_payslips_no_year() -> None:
    assert rules.of_year([], 2028) is None


def test_period_over_new_year_counts_for_the_year_it_ends_in() -> None:
    assert rules.year_of(payslip(date(2027, 12, 16), date(2028, 1, 15))) == 2028


def test_neighbours_are_older_and_newer() -> None:
    assert rules.neighbours(ALL, DECEMBER.id) == rules.Neighbours(older=NOVEMBER, newer=JANUARY)
    assert rules.neighbours(ALL, JANUARY.id) == rules.Neighbours(older=DECEMBER, newer=None)
    assert rules.neighbours(ALL, NOVEMBER.id) == rules.Neighbours(older=None, newer=DECEMBER)


def test_saved_files_sort_by_date() -> None:
    assert rules.file_name(DECEMBER) == "payslip-2027-12-31"
    assert rules.file_name(NOVEMBER) == "payslip-2027-11-01"
