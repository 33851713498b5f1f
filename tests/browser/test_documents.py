"""Documents: finding and opening them, handing one in, confirming one."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage, sent
from tests.browser.files import PNG


def test_search_finds_by_name_and_says_when_there_is_nothing(open_as: OpenPage) -> None:
    page = open_as("oliver.bennett", "/documents")
    _search(page, "p60")
    expect(page.get_by_role("heading", level=1)).to_have_text("Documents: “p60”")
    found = page.get_by_role("main").get_by_role("listitem").get_by_role("link")
    assert found.count() > 0
    assert all("P60" in text for text in found.all_inner_texts())
    _search(page, "unicorn licence")
    expect(page.get_by_role("main")).to_contain_text("Nothing found")


def test_document_downloads_as_a_pdf(open_as: OpenPage) -> None:
    page = open_as("oliver.bennett", "/documents")
    page.get_by_role("link", name="P60").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename.endswith(".pdf")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


def test_paper_that_is_asked_for_is_handed_in(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("oliver.bennett", "/documents")
    page.get_by_role("link", name="Proof of address").click()
    expect(page.get_by_role("main")).to_contain_text("This paper was sent back")
    page.get_by_role("link", name="Hand it in again").click()
    page.get_by_label("File").set_input_files(
        FilePayload(name="water bill.png", mimeType="image/png", buffer=PNG)
    )
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your file has been handed in")
    assert sent(stack, "compliance.upload") == 1
    page.get_by_role("link", name="Open the document").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Proof of address")
    expect(page.get_by_role("main")).to_contain_text("Your paper is being checked")
    expect(page.get_by_role("main")).to_contain_text("water bill.png")


def test_file_of_a_wrong_kind_is_refused_in_words(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("oliver.bennett", "/documents")
    page.get_by_role("link", name="Emergency contact form").click()
    page.get_by_role("link", name="Hand it in").click()
    page.get_by_label("File").set_input_files(
        FilePayload(name="bill.png", mimeType="image/png", buffer=b"<script>alert(1)</script>")
    )
    page.get_by_role("button", name="Hand in").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(page.get_by_label("File")).to_be_focused()
    assert sent(stack, "compliance.upload") == 0


def test_paper_is_confirmed_as_read(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("oliver.bennett", "/documents")
    page.get_by_role("link", name="Code of conduct").click()
    page.get_by_role("link", name="Confirm that you read it").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("Confirm that you have read the paper.")
    assert sent(stack, "compliance.acknowledge") == 0
    page.get_by_text("I have read this paper and understood it").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have confirmed the document")
    assert sent(stack, "compliance.acknowledge") == 1


def _search(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name="Search").click()
