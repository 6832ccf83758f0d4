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
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if not found.is_global or found.is_multicast:
        raise FetchError(f"{host} is refused: {found} is no public address", host=host)


def _look_up(url: httpx.URL) -> list[str]:
    try:
        answers = socket.getaddrinfo(url.host, url.port or (443 if url.scheme == "https" else 80))
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{url.host} is not known: check the address and the connection", host=url.host) from error
    return [str(answer[4][0]) for answer in answers]
