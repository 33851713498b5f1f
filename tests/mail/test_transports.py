"""Where mails go: a real SMTP server, servers that misbehave, files, the console."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from portal.mail import Mail, MailNotSent, build_transport
from portal.mail.message import BadMail, as_message
from portal.mail.transports import SMTPTransport
from portal.settings import Settings, SettingsError
from tests.mail.settings import settings_for

MAIL = Mail("ana@office.example", "Grüße", "Hallo Ana,\n\nText", "<p>Hallo Ana</p>")


class Inbox:
    """What an SMTP server was given; ``reply`` is its answer to the mail's data or recipient."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.logins: list[str] = []
        self.reply_to_data = "250 OK"
        self.reply_to_recipient = "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, to: str, _: Any
    ) -> str:
        if self.reply_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(to)
        return self.reply_to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        parser = BytesParser(EmailMessage, policy=policy.default)
        self.mails.append(parser.parsebytes(envelope.content))
        self.recipients.append(envelope.rcpt_tos)
        return self.reply_to_data

    def authenticate(
        self, server: SMTP, session: Any, envelope: Any, mechanism: str, login: LoginPassword
    ) -> AuthResult:
        self.logins.append(login.login.decode())
        return AuthResult(success=login.password == b"p@ss", handled=False)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Controller]:
    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=_free_port(),
        authenticator=inbox.authenticate,
        auth_require_tls=False,
    )
    controller.start()
    yield controller
    controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def send(settings: Settings, mail: Mail = MAIL) -> None:
    build_transport(settings)(as_message(mail, settings))


def test_smtp_server_gets_text_and_html(inbox: Inbox, server: Controller) -> None:
    send(settings_for(f"smtp://127.0.0.1:{server.port}"))
    (mail,) = inbox.mails
    assert (mail["To"], mail["Subject"]) == ("ana@office.example", "Grüße")
    assert mail["From"] == "Portal <portal@localhost>"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == ["Hallo Ana,", "", "Text"]
    assert html.get_content().strip() == "<p>Hallo Ana</p>"
    assert inbox.recipients == [["ana@office.example"]]


def test_smtp_login_with_the_password_of_the_address(inbox: Inbox, server: Controller) -> None:
    send(settings_for(f"smtp://ana:p%40ss@127.0.0.1:{server.port}"))
    assert inbox.logins == ["ana"]
    assert len(inbox.mails) == 1


def test_wrong_password_is_told_without_it(server: Controller) -> None:
    with pytest.raises(MailNotSent, match=r"refused \(535\)") as failure:
        send(settings_for(f"smtp://ana:wrong@127.0.0.1:{server.port}"))
    assert not failure.value.permanent


@pytest.mark.parametrize(
    ("reply", "permanent"), [("550 no such mailbox", True), ("451 later", False)]
)
@pytest.mark.parametrize("step", ["reply_to_data", "reply_to_recipient"])
def test_refusal_says_whether_to_try_again_and_names_nobody(
    inbox: Inbox, server: Controller, step: str, reply: str, permanent: bool
) -> None:
    setattr(inbox, step, f"{reply} ana@office.example")
    with pytest.raises(MailNotSent) as failure:
        send(settings_for(f"smtp://127.0.0.1:{server.port}"))
    assert failure.value.permanent is permanent
    assert "ana@" not in str(failure.value)
    assert failure.value.__cause__ is None


def test_server_that_is_down_is_worth_another_try() -> None:
    with pytest.raises(MailNotSent, match="ConnectionRefusedError") as failure:
        send(settings_for(f"smtp://127.0.0.1:{_free_port()}"))
    assert not failure.value.permanent


def test_server_that_hangs_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        transport = SMTPTransport("127.0.0.1", silent.getsockname()[1], tls=False, timeout=0.2)
        with pytest.raises(MailNotSent, match="no delivery"):
            transport(as_message(MAIL, settings_for("console:")))


def test_server_that_speaks_no_smtp_is_worth_another_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as odd:

        def answer() -> None:
            connection, _ = odd.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(MailNotSent):
            send(settings_for(f"smtp://127.0.0.1:{odd.getsockname()[1]}"))
        thread.join()


def test_server_that_speaks_no_tls_gets_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def answer() -> None:
            connection, _ = plain.accept()
            with connection:
                connection.recv(10)
                connection.sendall(b"220 this is no TLS\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(MailNotSent, match="SSLError"):
            send(settings_for(f"smtps://127.0.0.1:{plain.getsockname()[1]}"))
        thread.join()


@pytest.fixture
def untrusted_tls(tmp_path: Path) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_server_whose_certificate_nobody_vouches_for_gets_nothing(
    inbox: Inbox, untrusted_tls: ssl.SSLContext
) -> None:
    controller = Controller(
        inbox, hostname="127.0.0.1", port=_free_port(), tls_context=untrusted_tls
    )
    controller.start()
    with pytest.raises(MailNotSent, match="SSLCertVerificationError"):
        send(settings_for(f"smtp://127.0.0.1:{controller.port}"))
    controller.stop()
    assert inbox.mails == []


def test_one_file_a_mail_in_the_order_of_sending(tmp_path: Path) -> None:
    folder = tmp_path / "not yet there"
    settings = settings_for(folder.as_uri())
    for number in range(3):
        send(settings, Mail(f"p{number}@office.example", "S", "Text", "<p>HTML</p>"))
    paths = sorted(folder.iterdir())
    assert [path.suffix for path in paths] == [".eml"] * 3
    parser = BytesParser(EmailMessage, policy=policy.default)
    assert [parser.parsebytes(path.read_bytes())["To"] for path in paths] == [
        f"p{number}@office.example" for number in range(3)
    ]


def test_link_stays_in_one_piece_in_the_file(tmp_path: Path) -> None:
    link = "http://127.0.0.1:8000/sign-in/link/" + "x" * 120
    send(
        settings_for(tmp_path.as_uri()),
        Mail("ana@office.example", "S", f"Grüße\n\n{link}\n", "<p>x</p>"),
    )
    (path,) = tmp_path.glob("*.eml")
    assert link.encode() in path.read_bytes()


def test_folder_that_cannot_be_written_is_worth_another_try(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(MailNotSent, match="cannot write"):
        send(settings_for((tmp_path / "file").as_uri()))


def test_console_shows_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    send(settings_for("console:"))
    shown = capsys.readouterr().err
    assert "To: ana@office.example" in shown
    assert "Hallo Ana," in shown
    assert "<p>" not in shown


@pytest.mark.parametrize(
    "url", ["", "ftp://host", "smtp://", "file:relative", "smtp://host:port", "mail.example.com"]
)
def test_mail_url_of_no_known_kind_names_the_setting(url: str) -> None:
    with pytest.raises(SettingsError, match="PORTAL_MAIL_URL"):
        build_transport(settings_for(url))


@pytest.mark.parametrize(
    "mail",
    [
        Mail("ana@office.example\r\nBcc: eve@evil.example", "S", "T", "H"),
        Mail("ana@office.example, eve@evil.example", "S", "T", "H"),
        Mail("ana@office.example", "S\r\nBcc: eve@evil.example", "T", "H"),
        Mail("ana", "S\nX: y", "T", "H"),
        Mail("", "S", "T", "H"),
    ],
)
def test_nothing_breaks_out_of_its_header(mail: Mail) -> None:
    with pytest.raises(BadMail) as failure:
        as_message(mail, settings_for("console:"))
    assert "office" not in str(failure.value)


def test_mail_shows_nothing_of_itself() -> None:
    assert "ana" not in repr(MAIL)
    assert "Hallo" not in repr(MAIL)
