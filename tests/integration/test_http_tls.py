"""TLS proves the name of a host, though the connection is made to the number that was checked."""

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from web_site import Site, serve

from kechuang.flows.web import client
from kechuang.flows.web.exchange import FetchError
from kechuang.flows.web.fetcher import Fetcher
from kechuang.flows.web.limits import Limits

LIMITS = Limits(attempts=1, pause_seconds=0.0, connect_seconds=2.0, silence_seconds=2.0)


def certificate(folder: Path, *names: str) -> Path:
    """A certificate for these names that signs itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    me = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    told = [x509.DNSName(n) if not n[0].isdigit() else x509.IPAddress(ipaddress.ip_address(n)) for n in names]
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(me)
        .issuer_name(me)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(told), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "certificate.pem"
    file.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site that proves the name `localhost` and no other."""
    with serve(certificate=certificate(tmp_path, "localhost")) as opened:
        opened.pages["/a"] = b"words"
        yield opened


def trust(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    context = ssl.create_default_context(cafile=str(file))
    monkeypatch.setattr(client, "_trusted", lambda: context)


def test_a_host_that_proves_its_name_is_read(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trust(monkeypatch, tmp_path / "certificate.pem")
    with Fetcher(LIMITS) as fetcher:
        assert fetcher.get(f"https://localhost:{site.port}/a", True, []).raw == b"words"


def test_a_host_that_proves_another_name_is_not(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trust(monkeypatch, tmp_path / "certificate.pem")
    with Fetcher(LIMITS) as fetcher, pytest.raises(FetchError, match="its certificate cannot be trusted"):
        fetcher.get(f"https://127.0.0.1:{site.port}/a", True, [])
    assert site.asked == []


def test_a_certificate_that_nobody_vouches_for_is_refused_in_one_line(site: Site) -> None:
    with Fetcher(LIMITS) as fetcher, pytest.raises(FetchError, match="its certificate cannot be trusted") as raised:
        fetcher.get(f"https://localhost:{site.port}/a", True, [])
    assert "\n" not in str(raised.value)
    assert site.asked == []


def test_a_private_address_is_refused_before_a_word_is_said(site: Site) -> None:
    with Fetcher(LIMITS) as fetcher, pytest.raises(FetchError, match="allow_private"):
        fetcher.get(f"https://localhost:{site.port}/a", False, [])
