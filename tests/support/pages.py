"""Reading pages as a browser would: forms with their hidden fields, links, headings."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse


def soup(response: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def text_of(response: TestResponse) -> str:
    """What a reader sees of the page, white space folded."""
    return " ".join(soup(response).get_text(" ").split())


def form_of(response: TestResponse, action: str | None = None) -> dict[str, str]:
    """Names and values a browser would post from the page's form (the one in ``main``).

    ``action``: the form whose action ends so, where a page has several.
    """
    form = _form(response, action)
    values: dict[str, str] = {}
    for element in form.find_all(["input", "textarea", "select"]):
        name, value = element.get("name"), _value(element)
        if name and value is not None:
            values[str(name)] = value
    return values


def action_of(response: TestResponse, action: str | None = None) -> str:
    return str(_form(response, action).get("action") or response.request.path)


def _form(response: TestResponse, action: str | None) -> Tag:
    page = soup(response)
    place = page.find("main") or page
    forms = [
        form
        for form in place.find_all("form")
        if (action is None and str(form.get("method", "")).lower() == "post")
        or (action is not None and str(form.get("action", "")).endswith(action))
    ]
    assert forms, f"no such form on {response.request.path} ({response.status_code})"
    return forms[0]


def _value(element: Tag) -> str | None:
    if element.name == "textarea":
        return element.get_text()
    if element.name == "select":
        options = element.find_all("option")
        chosen = next((option for option in options if option.has_attr("selected")), None)
        chosen = chosen or (options[0] if options else None)
        return None if chosen is None else str(chosen.get("value", chosen.get_text()))
    if element.get("type") in ("checkbox", "radio") and not element.has_attr("checked"):
        return None
    if element.get("type") in ("submit", "button", "file"):
        return None
    return str(element.get("value", ""))
