from collections.abc import Callable
from typing import Any


def test_late_card_fetches_itself_and_keeps_a_plain_link(draw: Callable[..., Any]) -> None:
    drawn = draw(
        "card_placeholder",
        title="Time off",
        id="card-time-off",
        fragment_url="/cards/time-off",
        link_label="All time off",
        link_url="/time-off",
    )
    card = drawn.one("section")
    assert (card["data-hx-get"], card["data-hx-trigger"]) == ("/cards/time-off", "load")
    assert card["aria-busy"] == "true"
    assert drawn.one("a")["href"] == "/time-off"


def test_failed_card_says_what_to_do(draw: Callable[..., Any]) -> None:
    drawn = draw(
        "card_unavailable", title="Time off", id="c", message="No answer.", retry_url="/time-off"
    )
    assert "No answer." in drawn.text
    assert drawn.one("a")["href"] == "/time-off"
    assert "Try again: Time off" in drawn.text


def test_phone_shows_four_places_and_the_rest_under_more(draw: Callable[..., Any]) -> None:
    items = [
        {
            "label": f"L{n}",
            "url": f"/{n}",
            "icon": "home",
            "current": n == 5,
            "badge": n % 2 or None,
        }
        for n in range(7)
    ]
    drawn = draw("site_nav", items=items)
    folded = [item for item in drawn.all("li") if "nav__item--wide" in str(item.get("class"))]
    links = [link["href"] for link in drawn.all("a")]
    assert len(folded) == 3
    assert [links.count(f"/{n}") for n in range(7)] == [1, 1, 1, 1, 2, 2, 2]
    assert "More 1 waiting for you" in drawn.text


def test_five_places_need_no_more(draw: Callable[..., Any]) -> None:
    items = [
        {"label": f"L{n}", "url": f"/{n}", "icon": "home", "current": False, "badge": None}
        for n in range(5)
    ]
    assert not draw("site_nav", items=items).all("details")


def test_names_are_escaped(draw: Callable[..., Any]) -> None:
    drawn = draw("list_row", title="<b>x</b>", url="/documents/1")
    assert not drawn.all("b")
    assert drawn.text == "<b>x</b>"
