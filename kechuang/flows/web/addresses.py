"""Which network addresses a source may lead to: those of the public internet, unless it says otherwise."""

import ipaddress
import socket

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Public by their numbers, but answered by the cloud that the machine runs in.
_CLOUD = frozenset({ipaddress.ip_address("168.63.129.16")})  # Azure, "What is IP address 168.63.129.16?"
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))  # RFC 6052, RFC 8215


class RefusedError(Exception):
    """An address that must not be reached; the message is the reason."""


def resolve(host: str, port: int) -> list[str]:
    """The numeric addresses of a host, in the system's order. Raises OSError where the name means nothing."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise socket.gaierror(socket.EAI_NONAME, "is no name of a host") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check_public(host: str, address: str) -> None:
    """Raises RefusedError where the address is not one of the public internet.

    An IPv6 address that carries an IPv4 one is judged by both: what translates between them may stand anywhere.
    """
    outer = ipaddress.ip_address(address.partition("%")[0])
    for found in (*_carried(outer), outer):
        kind = _kind(found)
        if kind:
            shown = address if host == address else f"{host} ({address})"
            raise RefusedError(f"{shown} is {kind}: refused, as its source does not say allow_private = true")


def _kind(address: _Address) -> str:
    """What the address is, where it is not public; else empty."""
    kinds = (
        (address in _CLOUD, "an address of the cloud's own services"),
        (address.is_loopback, "an address of this machine"),
        (address.is_link_local, "a link-local address, where clouds keep their metadata"),
        (address.is_multicast, "a multicast address"),
        (address.is_private or not address.is_global, "an address of a private network"),
        (isinstance(address, ipaddress.IPv6Address) and address.is_site_local, "an address of a private network"),
    )
    return next((kind for holds, kind in kinds if holds), "")


def _carried(address: _Address) -> list[_Address]:
    """The IPv4 addresses inside an IPv6 one: mapped, 6to4, Teredo (server and client), NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found: list[_Address | None] = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _NAT64):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [carried for carried in found if carried is not None]
