"""Passkeys, the authenticator app and recovery codes, with the browser's own authenticator."""

from __future__ import annotations

import time

import pyotp
import pytest
from playwright.sync_api import Page, expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage, press_and_prove, sent, sign_in, wait_for_mail
from tests.browser.looks import faults_of
from tests.support.mails import MailFolder

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_authenticator(page: Page) -> None:
    """A fingerprint reader that always sees the right finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def add_passkey(page: Page, stack: Stack, email: str) -> None:
    page.goto("/account")
    page.get_by_role("link", name="Add a passkey").click()
    press_and_prove(page, stack, email, "Continue")
    page.get_by_label("Name of the passkey").fill("Test phone")
    page.get_by_role("button", name="Create the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep these recovery codes")


def sign_out(page: Page) -> None:
    page.get_by_role("banner").locator("summary").click()
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_passkey_is_added_signs_in_without_mail_and_signs_an_amendment(
    page: Page, stack: Stack
) -> None:
    email = "oliver.bennett@acme.example"
    give_authenticator(page)
    sign_in(page, stack, email)
    add_passkey(page, stack, email)
    expect(page.locator(".codes__code")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("link", name="Test phone")).to_be_visible()
    sign_out(page)

    page.goto("/amendments")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{stack.portal}/amendments")

    page.get_by_role("link", name="Working hours per week").click()
    page.get_by_role("link", name="Read and sign").click()
    with page.expect_response("**/document?view=page") as document:
        page.get_by_role("link", name="Open the PDF").click()
    document.value.finished()
    page.go_back()
    page.get_by_text("I have read the document. I agree").click()
    page.get_by_label("Your full name").fill("Oliver Bennett")
    page.get_by_role("button", name="Continue").click()
    heading(page, "Confirm that it is you")
    page.get_by_role("button", name="Confirm with your passkey").click()
    heading(page, "Check before you sign")
    page.get_by_role("button", name="Sign now").click()
    heading(page, "You have signed")
    assert sent(stack, "amendments.worker_sign") == 1


def test_passkey_is_asked_for_after_the_mail_and_removed_with_itself(
    page: Page, stack: Stack, mails: MailFolder
) -> None:
    email = "sofia.almeida@acme.example"
    give_authenticator(page)
    sign_in(page, stack, email)
    add_passkey(page, stack, email)
    page.get_by_role("link", name="I have kept them").click()
    sign_out(page)
    _prove_mail(page, mails, email)
    heading(page, "One more step")
    page.get_by_role("button", name="Use your passkey").click()
    expect(page).to_have_url(f"{stack.portal}/")

    page.goto("/account")
    page.get_by_role("link", name="Test phone").click()
    page.get_by_role("link", name="Remove this passkey").click()
    page.get_by_role("button", name="Remove it").click()
    page.get_by_role("button", name="Confirm with your passkey").click()
    expect(page.get_by_role("status")).to_contain_text("The passkey is removed")
    expect(page.get_by_role("link", name="Test phone")).to_have_count(0)


def test_passkey_that_does_not_answer_is_said_in_words(page: Page) -> None:
    give_authenticator(page)
    page.goto("/sign-in")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject("
        "new DOMException('developer words', 'NotAllowedError')) }"
    )
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("No passkey was used")
    expect(page.get_by_text("developer words")).to_have_count(0)
    assert faults_of(page) == []
    page.get_by_label("E-mail").fill("oliver.bennett@acme.example")
    page.get_by_role("button", name="Send me the mail").click()
    heading(page, "Check your mail")


def test_without_a_script_the_sign_in_page_offers_no_passkey(new_browser: OpenPage) -> None:
    page = new_browser(java_script_enabled=False)
    page.goto("/sign-in")
    expect(page.get_by_role("button", name="Send me the mail")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_app_is_set_up_and_asked_for_and_a_recovery_code_stands_in(
    new_browser: OpenPage, stack: Stack, mails: MailFolder, script: bool
) -> None:
    email = "kenta.tanaka@acme.example"
    page = new_browser(java_script_enabled=script)
    sign_in(page, stack, email)
    page.goto("/account")
    page.get_by_role("link", name="Set up an authenticator app").click()
    press_and_prove(page, stack, email, "Continue")
    heading(page, "Add the portal to your app")
    expect(page.get_by_role("img", name="The key as a QR code")).to_be_visible()
    app = pyotp.TOTP(page.locator("main code").inner_text().replace(" ", ""))
    page.get_by_label("Code from your authenticator app").fill(app.now())
    page.get_by_role("button", name="Set it up").click()
    heading(page, "Keep these recovery codes")
    codes = page.locator(".codes__code").all_inner_texts()

    for way in ("app", "paper"):
        other = new_browser(java_script_enabled=script)
        _prove_mail(other, mails, email)
        heading(other, "One more step")
        if way == "app":
            other.get_by_label("Code from your authenticator app").fill(app.at(time.time() + 30))
            other.get_by_role("button", name="Sign in", exact=True).click()
        else:
            other.get_by_text("Use a recovery code instead").click()
            other.get_by_label("Recovery code").fill(codes[0])
            other.get_by_role("button", name="Sign in with the recovery code").click()
        expect(other).to_have_url(f"{stack.portal}/")
    page.goto("/account")
    expect(page.get_by_role("main")).to_contain_text("9 left")


def test_pages_of_passkeys_are_sound(page: Page, stack: Stack, mails: MailFolder) -> None:
    email = "maria.fernandez@acme.example"
    give_authenticator(page)
    sign_in(page, stack, email)
    page.goto("/account/passkeys/new")
    assert faults_of(page) == []
    press_and_prove(page, stack, email, "Continue")
    expect(page.get_by_role("button", name="Create the passkey")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("Name of the passkey").fill("")
    page.get_by_role("button", name="Create the passkey").click()
    expect(page.get_by_role("alert").first).to_contain_text("Give it a name")
    assert faults_of(page, error=True) == []
    page.get_by_label("Name of the passkey").fill("Test phone")
    page.get_by_role("button", name="Create the passkey").click()
    heading(page, "Keep these recovery codes")
    assert faults_of(page) == []
    page.get_by_role("link", name="I have kept them").click()
    heading(page, "Account and devices")
    assert faults_of(page) == []
    page.get_by_role("link", name="Test phone").click()
    heading(page, "Test phone")
    assert faults_of(page) == []
    page.get_by_role("link", name="Remove this passkey").click()
    heading(page, "Remove this passkey?")
    assert faults_of(page) == []
    page.get_by_role("button", name="Remove it").click()
    heading(page, "Confirm that it is you")
    assert faults_of(page) == []
    page.goto("/account/recovery-codes")
    assert faults_of(page) == []


def test_pages_of_the_app_are_sound(
    page: Page, new_browser: OpenPage, stack: Stack, mails: MailFolder
) -> None:
    email = "etienne.tremblay@acme.example"
    sign_in(page, stack, email)
    page.goto("/account/app/new")
    assert faults_of(page) == []
    press_and_prove(page, stack, email, "Continue")
    heading(page, "Add the portal to your app")
    assert faults_of(page) == []
    app = pyotp.TOTP(page.locator("main code").inner_text().replace(" ", ""))
    page.get_by_label("Code from your authenticator app").fill("0")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("alert")).to_contain_text("six digits")
    assert faults_of(page, error=True) == []
    page.get_by_label("Code from your authenticator app").fill(app.now())
    page.get_by_role("button", name="Set it up").click()
    heading(page, "Keep these recovery codes")
    page.goto("/account/app/remove")
    assert faults_of(page) == []
    page.get_by_role("button", name="Remove the app").click()
    heading(page, "Confirm that it is you")
    assert faults_of(page) == []
    other = new_browser()
    _prove_mail(other, mails, email)
    heading(other, "One more step")
    assert faults_of(other) == []
    other.get_by_text("Use a recovery code instead").click()
    other.get_by_label("Recovery code").fill("wrong")
    other.get_by_role("button", name="Sign in with the recovery code").click()
    expect(other.get_by_role("alert")).to_contain_text("ten letters and digits")
    assert faults_of(other, error=True) == []
    for _ in range(5):
        other.get_by_label("Code from your authenticator app").fill("000000")
        other.get_by_role("button", name="Sign in", exact=True).click()
        other.wait_for_load_state()
    heading(other, "Begin again")
    assert faults_of(other) == []


def _prove_mail(page: Page, mails: MailFolder, email: str) -> None:
    folder = MailFolder(mails.folder)
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send me the mail").click()
    page.get_by_label("Code").fill(wait_for_mail(page, folder, email).code(email))
    page.get_by_role("button", name="Sign in").click()
