import pytest
from pytest_httpserver import HTTPServer
from requests import ConnectionError, PreparedRequest

from portal.backends.addresses import PublicOnlyAdapter, is_public_address, is_public_url


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",  # noqa: S104
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:0001::",
        "64:ff9b::7f00:1",
        "not an address",
    ],
)
def test_private_addresses_are_not(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize("url", ["https://files.example/a.pdf", "https://files.example:443/a?b=c"])
def test_plain_https_is_a_public_url(url: str) -> None:
    assert is_public_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example/a.pdf",
        "https://files.example:8443/a.pdf",
        "https://user@files.example/a.pdf",
        "https://user:pass@files.example/a.pdf",
        "https://@files.example/a.pdf",
        "https:///a.pdf",
        "https://files.example:port/a.pdf",
        "https://[::1/a.pdf",
        "file:///etc/passwd",
        "ftp://files.example/a.pdf",
        "//files.example/a.pdf",
        "/a.pdf",
        "",
    ],
)
def test_other_urls_are_not(url: str) -> None:
    assert not is_public_url(url)


def prepared(url: str) -> PreparedRequest:
    request = PreparedRequest()
    request.prepare("GET", url)
    return request


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_private_peer_gets_no_byte_whatever_its_name(host: str) -> None:
    """The peer is looked at once it is connected: a name cannot change its address meanwhile."""
    with HTTPServer(host="127.0.0.1", port=0) as server:
        with pytest.raises(ConnectionError, match="not a public address"):
            PublicOnlyAdapter(max_retries=0).send(prepared(f"https://{host}:{server.port}/a.pdf"))

        assert server.log == []


def test_plain_http_is_not_spoken() -> None:
    with HTTPServer(host="127.0.0.1", port=0) as server:
        with pytest.raises(KeyError):
            PublicOnlyAdapter(max_retries=0).send(prepared(server.url_for("/a.pdf")))

        assert server.log == []
