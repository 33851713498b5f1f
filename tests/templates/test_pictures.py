from collections.abc import Callable
from decimal import Decimal
from typing import Any


def segments(*amounts: str) -> list[dict[str, Any]]:
    kinds = ["used", "requested", "upcoming", "available"]
    return [
        {"label": kind, "amount": Decimal(amount), "text": f"{amount} days", "kind": kind}
        for kind, amount in zip(kinds, amounts, strict=True)
    ]


def test_balance_bar_shares_its_width_by_amount(draw: Callable[..., Any]) -> None:
    parts = draw("balance_bar", segments=segments("5", "0", "5", "10"), label="Leave").all("rect")
    widths = [float(str(part["width"]).removesuffix("%")) for part in parts]
    starts = [float(str(part["x"]).removesuffix("%")) for part in parts]
    assert widths == [25, 0, 25, 50]
    assert starts == [0, 25, 25, 50]


def test_balance_bar_says_the_same_in_words(draw: Callable[..., Any]) -> None:
    text = draw("balance_bar", segments=segments("5", "0.5", "5", "10"), label="Leave").text
    assert "used 5 days" in text
    assert "requested 0.5 days" in text


def test_empty_balance_has_words_and_no_bar(draw: Callable[..., Any]) -> None:
    drawn = draw("balance_bar", segments=segments("0", "0", "0", "0"), label="Leave")
    assert not drawn.all("svg")
    assert "available 0 days" in drawn.text


def test_pay_trend_says_each_point_in_words(draw: Callable[..., Any]) -> None:
    points = [
        {"label": "Jan", "value": Decimal("3000"), "text": "€3,000.00"},
        {"label": "Feb", "value": Decimal("0"), "text": "€0.00"},
    ]
    drawn = draw("pay_trend", points=points, label="Net pay")
    assert "Jan €3,000.00" in drawn.text
    assert [float(str(bar["height"])) for bar in drawn.all("rect")] == [64, 0]


def test_pay_trend_of_nothing_but_zeros_is_flat(draw: Callable[..., Any]) -> None:
    points = [{"label": "Jan", "value": 0, "text": "€0.00"}]
    assert draw("pay_trend", points=points, label="Net pay").one("rect")["height"] == "0"


def test_steps_say_their_state_in_words(draw: Callable[..., Any]) -> None:
    items = [{"label": "Sent", "state": "done"}, {"label": "Decided", "state": "current"}]
    drawn = draw("steps", items=items, label="Your request")
    assert "Sent (done)" in drawn.text.replace("( ", "(").replace(" )", ")")
    assert [item.get("aria-current") for item in drawn.all("li")] == [None, "step"]
