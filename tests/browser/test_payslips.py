"""Payslips: year by year, one with its file in the page, and the file itself."""

from __future__ import annotations

import re
from pathlib import Path

import requests
from playwright.sync_api import expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage

WIDE = {"width": 1280, "height": 900}


def test_years_are_tabs(open_as: OpenPage) -> None:
    page = open_as("kenta.tanaka", "/payslips")
    years = page.get_by_role("navigation", name="Years")
    newest, before = years.get_by_role("link").all()[:2]
    expect(newest).to_have_attribute("aria-current", "page")
    year = before.inner_text().split()[0]
    before.click()
    expect(page.get_by_role("heading", level=2, name=f"Payslips of {year}")).to_be_visible()
    rows = page.get_by_role("list", name=f"Payslips of {year}").get_by_role("link")
    assert rows.count() > 0
    assert all(year in row for row in rows.all_inner_texts())


def test_payslip_is_shown_in_the_page_on_a_wide_screen(open_as: OpenPage) -> None:
    page = open_as("oliver.bennett", "/payslips", viewport=WIDE)
    with page.expect_response("**/payslips/*/file?view=page*") as framed:
        page.get_by_role("list", name="Payslips of").get_by_role("link").first.click()
    assert framed.value.headers["content-type"] == "application/pdf"
    assert framed.value.headers["content-disposition"].startswith("inline")
    expect(page.locator("iframe")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Payslip, ")


def test_downloaded_payslip_is_the_file_the_hr_system_has(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("oliver.bennett", "/payslips")
    page.get_by_role("list", name="Payslips of").get_by_role("link").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    content = Path(download.value.path()).read_bytes()
    assert re.fullmatch(r"payslip-[\d-]+\.pdf", download.value.suggested_filename)
    assert content.startswith(b"%PDF-")
    assert content == _file_of(stack, "oliver.bennett@acme.example", page.url.rsplit("/", 1)[1])


def test_payslip_opens_on_a_phone(open_as: OpenPage) -> None:
    page = open_as("oliver.bennett", "/payslips")
    page.get_by_role("list", name="Payslips of").get_by_role("link").first.click()
    expect(page.locator("iframe")).to_be_hidden()
    with page.expect_response("**/payslips/*/file?view=page") as answer:
        page.get_by_role("link", name="Open the PDF").click()
    assert answer.value.headers["content-type"] == "application/pdf"


def _file_of(stack: Stack, email: str, payslip_id: str) -> bytes:
    profile = next(
        person["hris_profile_id"]
        for person in stack.admin("GET", "people")["people"]
        if person["email"] == email
    )
    place = requests.get(
        f"{stack.deel}/eor/workers/{profile}/payslips/{payslip_id}/download",
        headers={"Authorization": f"Bearer {stack.organization_token}"},
        timeout=30,
    )
    place.raise_for_status()
    return requests.get(place.json()["data"]["url"], timeout=30).content
