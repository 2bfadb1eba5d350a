"""Which addresses a source may lead to, and that a connection goes to the address that was checked."""

import socket
from typing import Any

import httpcore
import pytest

from kechuang.flows.web import addresses
from kechuang.flows.web.addresses import RefusedError, check_public
from kechuang.flows.web.network import CheckedNetwork, Clock


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("127.0.0.1", "this machine"),
        ("127.255.255.254", "this machine"),
        ("::1", "this machine"),
        ("0.0.0.0", "private network"),
        ("::", "private network"),
        ("10.1.2.3", "private network"),
        ("172.31.255.255", "private network"),
        ("192.168.0.1", "private network"),
        ("100.100.100.200", "private network"),  # metadata of Alibaba Cloud
        ("169.254.169.254", "link-local"),  # metadata of AWS, Azure, Google, Tencent
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("fd00:ec2::254", "private network"),  # metadata of AWS
        ("fec0::1", "private network"),
        ("168.63.129.16", "the cloud's own"),  # Azure
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("240.0.0.1", "private network"),
        ("255.255.255.255", "private network"),
        ("192.0.2.1", "private network"),
        ("::ffff:127.0.0.1", "this machine"),
        ("::ffff:10.0.0.1", "private network"),
        ("64:ff9b::a9fe:a9fe", "link-local"),  # 169.254.169.254 behind NAT64
        ("64:ff9b:1::7f00:1", "this machine"),
        ("2002:7f00:1::", "this machine"),  # 6to4
        ("2001:0:7f00:1::", "this machine"),  # Teredo
    ],
)
def test_an_address_that_is_not_of_the_public_internet_is_refused(address: str, what: str) -> None:
    with pytest.raises(RefusedError) as raised:
        check_public("name.example", address)
    assert str(raised.value).startswith(f"name.example ({address}) is ")
    assert "allow_private = true" in str(raised.value)
    assert what in str(raised.value)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "218.75.65.1", "2400:3200::1", "2001:4860:4860::8888", "64:ff9b::808:808"]
)
def test_a_public_address_is_not(address: str) -> None:
    check_public("name.example", address)


class Inner(httpcore.NetworkBackend):
    """Notes where connections go; the streams it gives have a peer of their own."""

    def __init__(self, peer: str | None = None) -> None:
        self.peer = peer
        self.calls: list[str] = []
        self.timeout: float | None = None

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *_: Any, **__: Any
    ) -> httpcore.NetworkStream:
        self.calls.append(host)
        self.timeout = timeout
        stream = httpcore.MockStream([])
        stream.get_extra_info = lambda info: (self.peer or host, port)  # type: ignore[method-assign]
        return stream


def meaning(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Lets a name mean these addresses, each time it is asked for; returns the names that were asked for."""
    left, asked = list(answers), []

    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", getaddrinfo)
    return asked


def test_the_connection_goes_to_the_checked_number_and_not_to_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = meaning(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])  # the second meaning would be the attack
    inner = Inner()
    CheckedNetwork(Clock(), False, inner).connect_tcp("rebind.example", 80, 1.0)
    assert (inner.calls, asked) == (["8.8.8.8"], ["rebind.example"])


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    meaning(monkeypatch, ["8.8.8.8", "10.0.0.1"])
    inner = Inner()
    with pytest.raises(RefusedError, match=r"mixed\.example \(10\.0\.0\.1\)"):
        CheckedNetwork(Clock(), False, inner).connect_tcp("mixed.example", 80, 1.0)
    assert inner.calls == []


def test_the_peer_is_checked_again_once_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    meaning(monkeypatch, ["8.8.8.8"])
    with pytest.raises(RefusedError):
        CheckedNetwork(Clock(), False, Inner(peer="127.0.0.1")).connect_tcp("odd.example", 80, 1.0)


def test_a_source_that_allows_it_reaches_private_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    meaning(monkeypatch, ["10.0.0.1"])
    inner = Inner()
    CheckedNetwork(Clock(), True, inner).connect_tcp("intranet.example", 80, 1.0)
    assert inner.calls == ["10.0.0.1"]


def test_a_name_without_meaning_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(host: str, port: int, **_: Any) -> list[Any]:
        host.encode("idna")  # as the real one does first
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(addresses.socket, "getaddrinfo", nobody)
    for name in ("no-such-name.example", "a" * 70 + ".example", "x..y"):
        with pytest.raises(httpcore.ConnectError, match="cannot be resolved"):
            CheckedNetwork(Clock(), False, Inner()).connect_tcp(name, 80, 1.0)


def test_a_connection_may_take_no_longer_than_its_request_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    meaning(monkeypatch, ["8.8.8.8"])
    clock, inner = Clock(), Inner()
    clock.start(0.5)
    CheckedNetwork(clock, False, inner).connect_tcp("a.example", 80, 10.0)
    assert inner.timeout is not None and inner.timeout <= 0.5


def test_no_time_left_means_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    meaning(monkeypatch, ["8.8.8.8"])
    clock, inner = Clock(), Inner()
    clock.start(0)
    with pytest.raises(httpcore.ConnectTimeout):
        CheckedNetwork(clock, False, inner).connect_tcp("a.example", 80, 1.0)
    assert inner.calls == []
