from flask import Flask

from portal.backends.types import Address
from portal.profile import facts


def test_address_leaves_out_what_is_not_known(app: Flask) -> None:
    with app.test_request_context():
        assert facts.address_text(Address()) == ""
        assert facts.address_text(Address(city="Leipzig", country="DE")) == "Leipzig, Germany"
        whole = Address("Moi Avenue 5", "Nairobi", "NBO", "00100", "KE")
        assert facts.address_text(whole) == "Moi Avenue 5, 00100 Nairobi, NBO, Kenya"
