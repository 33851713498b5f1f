"""Templates drawn alone: no page, no portal, no HR system."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from portal.web.places import TEMPLATES


@pytest.fixture
def bare_app() -> Iterator[Flask]:
    app = Flask("components", template_folder=str(TEMPLATES))
    app.config["SECRET_KEY"] = "s" * 40
    app.jinja_env.undefined = StrictUndefined
    Babel(app)
    CSRFProtect(app)
    with app.test_request_context():
        yield app


@pytest.fixture
def draw(bare_app: Flask) -> Callable[..., "Drawn"]:
    """Return a function that draws a component by its name; ``content`` is its caller()."""

    def draw(name: str, content: str | None = None, **arguments: Any) -> Drawn:
        module = bare_app.jinja_env.get_template(f"components/{name}.html").module
        if content is not None:
            arguments["caller"] = lambda: content
        return Drawn(getattr(module, name)(**arguments))

    return draw


class Drawn(HTMLParser):
    """A piece of HTML: its tags in order, as (name, attributes), and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self._text).split())

    @property
    def ids(self) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get("id"))]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def one(self, tag: str) -> dict[str, str | None]:
        (attributes,) = self.all(tag)
        return attributes
