from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.amendments import wording
from portal.backends.agreements import AmendmentItem
from portal.web.locale import init_locale


@pytest.fixture
def _request() -> Iterator[None]:
    app = Flask(__name__)
    init_locale(app)
    with app.test_request_context(headers={"Accept-Language": "en-IE"}):
        yield


@pytest.mark.usefixtures("_request")
@pytest.mark.parametrize(
    ("data_point", "value", "shown"),
    [
        ("salary", "65000", "€65,000.00"),
        ("hourly_rate", "41.5", "€41.50"),
        ("work_hours_per_week", "32", "32 hours a week"),
        ("salary", "EUR 65,000.00", "EUR 65,000.00"),
        ("salary", "NaN", "NaN"),
        ("job_title", "42", "42"),
        ("job_title", "", None),
    ],
)
def test_money_and_hours_in_the_readers_format_and_the_rest_as_written(
    data_point: str, value: str, shown: str | None
) -> None:
    item = AmendmentItem("Item", data_point, "", value)
    assert wording.sides(item, "EUR") == {"label": "Item", "old": None, "new": shown}
