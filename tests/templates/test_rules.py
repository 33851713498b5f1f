"""What holds for every template, read from its syntax tree."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from portal.web.places import TEMPLATES

ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
COMPONENTS = [name for name in ALL if name.startswith("components/")]
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


def source(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


@pytest.mark.parametrize("name", ALL)
def test_imported_names_are_used(name: str) -> None:
    tree = ENVIRONMENT.parse(source(name))
    imported = {
        pair[1] if isinstance(pair, tuple) else pair
        for node in tree.find_all(nodes.FromImport)
        for pair in node.names
    }
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    assert imported <= used


@pytest.mark.parametrize("name", ALL)
def test_only_mail_carries_style_attributes_and_nothing_carries_script(name: str) -> None:
    text = source(name)
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\son[a-z]+=|hx-on", text)
    if "mail" not in Path(name).as_posix():
        assert not re.search(r"\sstyle=", text)


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_is_one_documented_public_macro(name: str) -> None:
    macros = [node.name for node in ENVIRONMENT.parse(source(name)).find_all(nodes.Macro)]
    public = [macro for macro in macros if not macro.startswith("_")]
    assert public == [Path(name).stem]
    comment = source(name).partition("#}")[0]
    assert comment.startswith("{#")
    assert f"{public[0]}(" in comment
