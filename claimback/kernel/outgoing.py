"""Requests to addresses that somebody else chose: never to this network, unless the installation says so.

The check is made on the address that is connected to, at that moment: a name that answers first with a public
address and then with a private one gains nothing. Proxies of the environment are not used, redirects not followed.
"""

import socket
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util.connection import create_connection

from claimback.kernel.networks import Networks, networks

TIMEOUT_SECONDS: Final = 5
SIZE_LIMIT: Final = 1_000_000


class AddressRefused(requests.ConnectionError):
    """The name leads to a private, loopback or otherwise reserved address."""


# Not in the list that Python's `is_global` keeps: IPv4-compatible, translated locally, site-local, for protocols.
_RESERVED: Final = networks(["::/96", "64:ff9b:1::/48", "fec0::/10", "192.0.0.0/24"])
_TRANSLATED: Final = ip_network("64:ff9b::/96")
"""NAT64: its last 32 bits are the IPv4 address that is reached. RFC 6052, section 2.1."""


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is public, and so is the IPv4 address that an IPv6 one leads to."""
    if isinstance(address, IPv6Address):
        if address in _TRANSLATED:
            return _is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address.sixtofour is not None:
            return _is_public(address.sixtofour)
    reserved = any(address in network for network in _RESERVED)
    return address.is_global and not address.is_multicast and not reserved


def address_of(host: str, port: int, allowed: Networks) -> str:
    """The first address of `host`, if every one of them may be connected to. Raises AddressRefused, OSError."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for text in found:
        address = ip_address(text)
        if not _is_public(address) and not any(address in network for network in allowed):
            raise AddressRefused(f"{host} leads to an address that is not public.")
    return found[0]


def guarded_session(allowed: Networks = ()) -> requests.Session:
    """A session whose every connection is checked; plain HTTP reaches `allowed` networks only."""
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = 0
    session.mount("https://", _Guarded(allowed, HTTPSConnection))
    if allowed:
        session.mount("http://", _Guarded(allowed, HTTPConnection, only_allowed=True))
    else:
        session.adapters.pop("http://")
    session.request = partial(session.request, timeout=TIMEOUT_SECONDS)  # type: ignore[method-assign]
    return session


def read_text(session: requests.Session, url: str) -> str:
    """What stands at `url`, at most a megabyte. Raises requests.RequestException."""
    with session.get(url, stream=True, allow_redirects=False) as answer:
        if answer.status_code != requests.codes.ok:
            raise requests.HTTPError(f"{url} answered {answer.status_code}.")
        try:
            body = answer.raw.read(SIZE_LIMIT + 1, decode_content=True)
        except HTTPError as broken:  # urllib3's own, which requests turns only where it reads itself
            raise requests.RequestException(
                f"{url} stopped while answering: {type(broken).__name__}."
            ) from broken
    if len(body) > SIZE_LIMIT:
        raise requests.RequestException(f"{url} is larger than a megabyte.")
    return bytes(body).decode(errors="replace")


def _connect(connection: Any, allowed: Networks, only_allowed: bool) -> socket.socket:
    """The socket of a connection, to an address that was checked."""
    address = address_of(connection._dns_host, connection.port, allowed)
    if only_allowed and not any(ip_address(address) in network for network in allowed):
        raise AddressRefused(f"{connection._dns_host} is reached by https only.")
    return create_connection((address, connection.port), connection.timeout)


class _Guarded(HTTPAdapter):
    """Connections of one kind whose sockets are made by `_connect`."""

    def __init__(
        self,
        allowed: Networks,
        kind: type[HTTPConnection] | type[HTTPSConnection],
        *,
        only_allowed: bool = False,
    ) -> None:
        def new_socket(connection: Any) -> socket.socket:
            return _connect(connection, allowed, only_allowed)

        self._connection = type(f"Guarded{kind.__name__}", (kind,), {"_new_conn": new_socket})
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Pools that use the guarded connection."""
        manager = PoolManager(num_pools=2)
        base = HTTPSConnectionPool if issubclass(self._connection, HTTPSConnection) else HTTPConnectionPool
        pool = type("GuardedPool", (base,), {"ConnectionCls": self._connection})
        manager.pool_classes_by_scheme = {"http": pool, "https": pool}
        self.poolmanager = manager
