"""Giving an address of one's own, leaving, and fetching last year's payslips from home."""

from __future__ import annotations

import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage, press_and_prove, sign_in, wait_for_mail
from tests.browser.looks import faults_of
from tests.support.mails import MailFolder

AT_WORK = "etienne.tremblay@acme.example"
AT_HOME = "etienne@private.example"


def test_from_giving_an_address_to_last_years_payslips(
    page: Page, new_browser: OpenPage, stack: Stack, mails: MailFolder
) -> None:
    sign_in(page, stack, AT_WORK)
    give_address(page, stack, mails)
    leave(stack)

    since = MailFolder(stack.mail_dir)
    at_work = new_browser()
    ask_for_mail(at_work, AT_WORK)
    at_home = new_browser()
    sign_in(at_home, stack, AT_HOME)
    assert since.all(AT_WORK) == []
    page.goto("/payslips")
    expect(page).to_have_url(re.compile("/sign-in"))

    expect(at_home.get_by_text("You do not work here any more")).to_be_visible()
    expect(at_home.get_by_role("navigation", name="Main").get_by_role("link")).to_have_text(
        ["Home", "Payslips", "Documents"]
    )
    assert faults_of(at_home) == []
    open_payslip_of_last_year(at_home)
    files = download_everything(at_home, stack)
    last_year = date.today().year - 1  # noqa: DTZ011
    assert [name for name in files if name.startswith(f"Payslips/{last_year}/payslip-")]
    assert all(
        content.startswith(b"%PDF-") for name, content in files.items() if name.endswith(".pdf")
    )


def give_address(page: Page, stack: Stack, mails: MailFolder) -> None:
    page.goto("/account")
    page.get_by_role("link", name="Give a personal address").click()
    assert faults_of(page) == []
    page.get_by_label("Your personal e-mail address").fill("etienne")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("alert").wait_for()
    assert faults_of(page, error=True) == []
    page.get_by_label("Your personal e-mail address").fill(AT_HOME)
    press_and_prove(page, stack, AT_WORK, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this your address?")
    assert faults_of(page) == []
    page.get_by_label("Code from the mail").fill(wait_for_mail(page, mails, AT_HOME).code(AT_HOME))
    page.get_by_role("button", name="Use this address").click()
    expect(page.get_by_text("opens your account from now on")).to_be_visible()
    assert faults_of(page) == []


def leave(stack: Stack) -> None:
    last_day = date.today() - timedelta(days=40)  # noqa: DTZ011
    stack.admin("POST", "settings", ended={"email": AT_WORK, "last_day": last_day.isoformat()})


def ask_for_mail(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send me the mail").click()
    page.wait_for_url("**/sign-in/code")


def open_payslip_of_last_year(page: Page) -> None:
    last_year = str(date.today().year - 1)  # noqa: DTZ011
    page.get_by_role("link", name="Payslips").first.click()
    page.get_by_role("navigation", name="Years").get_by_role("link", name=last_year).click()
    page.get_by_role("list", name="Payslips of").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(last_year)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


def download_everything(page: Page, stack: Stack) -> dict[str, bytes]:
    page.goto("/")
    page.get_by_role("link", name="Download everything").click()
    press_and_prove(page, stack, AT_HOME, "Continue")
    expect(page.get_by_text("You have confirmed that it is you")).to_be_visible()
    assert faults_of(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download", exact=True).click()
    assert download.value.suggested_filename == "Payslips and documents.zip"
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
