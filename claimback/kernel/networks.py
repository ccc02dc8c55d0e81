"""Networks by their names, and those in which servers of the installation's own stand."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

Networks = Sequence[IPv4Network | IPv6Network]


def networks(names: Sequence[str]) -> Networks:
    """The networks of these names, such as 10.20.0.0/16. Raises ValueError for a name that is none."""
    return [ip_network(name) for name in names]


OWN_NETWORKS: Final = networks(
    ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7"]
)
"""Where a server of the installation's own stands: the operator named it, no firm can. Plain HTTP goes no further."""
