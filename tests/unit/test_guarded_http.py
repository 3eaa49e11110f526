"""Addresses that strangers gave: nothing but listed hosts at public machines is called, and never for long."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.adapters.guarded_http import DialledConnection, Failed, GuardedHttp, Origin, Refused, TooMuch, is_public
from shared.adapters.kakao import KakaoPictures
from shared.usecases.chat.receive import Refusal
from tests.strange_hosts import Speak, cut_off, dripping, packed, redirecting, said, server, silent

LISTED = "https://photos.example"


class Lookup:
    """A resolver that says other things each time it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def __call__(self, host: str, port: int) -> list[str]:
        return self.answers.pop(0)


def never(host: str, port: int) -> list[str]:
    raise AssertionError("looked up")


STRANGE = [
    "https://elsewhere.example/",
    "https://photos.example.elsewhere.example/",
    "https://elsewhere.example/?https://photos.example/",
    "https://photos.example:8443/",
    "http://photos.example:8080/",
    "https://user@photos.example/",
    "https://photos.example@elsewhere.example/",
    "https://elsewhere.example\\@photos.example/",
    "https://photos.example\t.elsewhere.example/",
    "https://photos.example /",
    "https://ｐhotos.example/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "ftp://photos.example/",
    "file:///etc/passwd",
    "//photos.example/",
    "https://[::1]/",
    "https://photos.example:99999/",
    "",
]


@pytest.mark.parametrize("url", STRANGE)
def test_a_host_that_is_not_listed_is_refused_before_anyone_is_asked(url: str) -> None:
    with pytest.raises(Refused):
        GuardedHttp([LISTED], never).get(url, 1, 1000)


@pytest.mark.parametrize("url", ["https://photos.example/", "http://photos.example/", "HTTPS://PHOTOS.example./i.jpg"])
@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.5",
        "169.254.169.254",
        "168.63.129.16",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "::1",
        "192.168.0.1",
    ],
)
def test_a_listed_host_that_leads_to_a_private_machine_is_refused(url: str, address: str) -> None:
    with pytest.raises(Refused):
        GuardedHttp([LISTED], Lookup([address])).get(url, 1, 1000)


def test_one_private_address_among_public_ones_is_enough() -> None:
    with pytest.raises(Refused):
        GuardedHttp([LISTED], Lookup(["203.0.114.1", "127.0.0.1"])).get(f"{LISTED}/", 1, 1000)


def test_the_address_that_was_checked_is_the_one_that_is_dialled(monkeypatch: pytest.MonkeyPatch) -> None:
    dialled: list[object] = []

    def dial(address: tuple[str, int], timeout: float) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", dial)
    with pytest.raises(Failed):
        GuardedHttp([LISTED], Lookup(["8.8.8.8"], ["169.254.169.254"])).get("http://photos.example/", 1, 1000)
    assert dialled == [("8.8.8.8", 443)]


def test_a_public_machine_is_public() -> None:
    assert is_public("8.8.8.8")


def test_an_answer_comes_back_as_it_is() -> None:
    with server(said("200 OK\r\nContent-Length: 3", b"abc")) as url:
        answered = GuardedHttp([url]).get(f"{url}/i.jpg?a=b", 5, 3)
    assert (answered.status, answered.body) == (200, b"abc")


def test_a_redirect_is_not_followed() -> None:
    with server(redirecting) as url:
        assert KakaoPictures(GuardedHttp([url], never))(url) is Refusal.UNREACHABLE


def test_a_packed_answer_is_not_unpacked() -> None:
    with server(packed) as url, pytest.raises(Failed):
        GuardedHttp([url]).get(url, 5, 100_000)


def test_more_than_allowed_is_not_read() -> None:
    with server(said("200 OK", bytes(100_000))) as url, pytest.raises(TooMuch):
        GuardedHttp([url]).get(url, 5, 1000)


def test_an_answer_that_is_cut_off_is_none() -> None:
    with server(cut_off) as url, pytest.raises(Failed):
        GuardedHttp([url]).get(url, 5, 1000)


@pytest.mark.parametrize("speak", [dripping, silent])
def test_a_slow_server_is_left(speak: Speak) -> None:
    with server(speak) as url, pytest.raises(Failed):
        GuardedHttp([url]).get(url, 0.2, 1_000_000)


@pytest.mark.parametrize(
    ("status", "refusal"), [(403, Refusal.EXPIRED), (404, Refusal.EXPIRED), (500, Refusal.UNREACHABLE)]
)
def test_an_expired_link_is_told_from_a_host_that_fails(status: int, refusal: Refusal) -> None:
    with server(said(f"{status} No\r\nContent-Length: 0")) as url:
        assert KakaoPictures(GuardedHttp([url]))(url) is refusal


def test_the_dialled_machine_must_have_the_certificate_of_the_name(tmp_path: Path) -> None:
    certificate(tmp_path, "photos.example")
    trusting = ssl.create_default_context(cafile=tmp_path / "certificate.pem")
    with tls_server(tmp_path) as (port, heard):
        ours, other = (
            DialledConnection(Origin("https", host, port), "127.0.0.1", 5, trusting)
            for host in ("photos.example", "other.example")
        )
        with closing(ours), closing(other):
            ours.request("GET", "/i.jpg")
            assert ours.getresponse().read() == b"abc"
            with pytest.raises(ssl.SSLCertVerificationError):
                other.request("GET", "/i.jpg")
    assert heard == [("photos.example", f"Host: photos.example:{port}")]


def certificate(folder: Path, name: str) -> None:
    """A certificate that this name has given itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "certificate.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))


@contextmanager
def tls_server(folder: Path) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """A machine that greets two callers; its port, and for each who it was asked for, by greeting and by header."""
    heard: list[tuple[str, str]] = []
    names: list[str] = []
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    context.sni_callback = lambda _, name, __: names.append(name)

    def answer(listening: socket.socket) -> None:
        for _ in range(2):
            connection, _address = listening.accept()
            with suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
                request = secure.recv(65536).decode()
                if request:
                    heard.append((names[-1], next(line for line in request.split("\r\n") if line.startswith("Host"))))
                    secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=answer, args=(listening,))
        thread.start()
        yield listening.getsockname()[1], heard
        thread.join()
