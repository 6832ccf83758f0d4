"""Which addresses may be asked: public ones over HTTP, never local files or the machines around."""

from __future__ import annotations

import ipaddress
import os
import socket

import httpx

from graphs.errors import FetchError

__all__ = ["PRIVATE_HOSTS_VARIABLE", "check_address", "check_url", "private_hosts_allowed"]

PRIVATE_HOSTS_VARIABLE = "TERRILS_ALLOW_PRIVATE_HOSTS"
"""Environment variable that opens private and loopback addresses when it is `1`; for tests against stand-ins."""

_SCHEMES = frozenset({"http", "https"})
_CARRIERS = (ipaddress.IPv6Network("::/96"), ipaddress.IPv6Network("64:ff9b::/96"))
"""IPv4-compatible and NAT64 addresses: the last 32 bits are an IPv4 address (RFC 4291, RFC 6052)."""


def private_hosts_allowed() -> bool:
    """Say whether private and loopback addresses may be asked."""
    return os.environ.get(PRIVATE_HOSTS_VARIABLE) == "1"


def check_url(url: str, *, resolve: bool = True) -> httpx.URL:
    """Parse a URL that may be fetched.

    Parameters
    ----------
    url
        Absolute URL.
    resolve
        Whether to look up the host and check its addresses.

    Raises
    ------
    FetchError
        Its scheme is not http or https, it bears a user, or its host is unknown, private or loopback.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as error:
        raise FetchError(f"{url!r} is no URL: give one that begins with https://", url=str(url)) from error
    if parsed.scheme not in _SCHEMES or not parsed.host:
        raise FetchError(f"{url} is refused: only http:// and https:// addresses are fetched", url=url)
    if parsed.userinfo:
        raise FetchError(f"{parsed.host} is refused: an address must not bear a user or password", url=parsed.host)
    if resolve:
        for address in _look_up(parsed):
            check_address(address, parsed.host)
    return parsed


def check_address(address: str, host: str) -> None:
    """Refuse an IP address that is not public, unless private ones are allowed.

    Raises
    ------
    FetchError
        The address is private, loopback, link-local, reserved or multicast.
    """
    if private_hosts_allowed():
        return
    found = ipaddress.ip_address(address.partition("%")[0])
    for each in (found, *_list_embedded(found)):
        if not each.is_global or each.is_multicast:
            raise FetchError(f"{host} is refused: {each} is no public address", host=host)


def _list_embedded(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """List the IPv4 addresses that an IPv6 address carries and a gateway would go on to."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _CARRIERS):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in found if each is not None]


def _look_up(url: httpx.URL) -> list[str]:
    try:
        answers = socket.getaddrinfo(url.host, url.port or (443 if url.scheme == "https" else 80))
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{url.host} is not known: check the address and the connection", host=url.host) from error
    return [str(answer[4][0]) for answer in answers]
