from decimal import Decimal

import pytest
from flask import Flask

from portal.backends.types import Address, Money, Pay
from portal.profile import facts


@pytest.mark.parametrize(
    ("per", "shown"),
    [
        ("year", "a year"),
        ("YEARLY", "a year"),
        ("monthly", "a month"),
        ("daily", "a day"),
        ("hourly", "an hour"),
        ("per shift", "per shift"),
    ],
)
def test_pay_says_what_time_it_is_for(app: Flask, per: str, shown: str) -> None:
    with app.test_request_context():
        assert facts.per_text(Pay(Money(Decimal(1), "EUR"), per)) == shown


def test_address_leaves_out_what_is_not_known(app: Flask) -> None:
    with app.test_request_context():
        assert facts.address_text(Address()) == ""
        assert facts.address_text(Address(city="Leipzig", country="DE")) == "Leipzig, Germany"
        whole = Address("Moi Avenue 5", "Nairobi", "NBO", "00100", "KE")
        assert facts.address_text(whole) == "Moi Avenue 5, 00100 Nairobi, NBO, Kenya"
