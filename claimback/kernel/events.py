"""Domain events: a lower floor says what happened, `claimback/wiring.py` says who reacts.

Handlers run at once, in the publisher's transaction: one commit, or none. Nothing is enqueued here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Handlers = Mapping[type, Sequence[Callable[[Any], None]]]

_table: Callable[[], Handlers] = dict


def wire(table: Callable[[], Handlers]) -> None:
    """Take the table of handlers, replacing what was there; it is asked for with each event, and may be loaded then."""
    global _table
    _table = table


def publish(event: object) -> None:
    """Call each handler of this kind of event, in the order of the table. An error stops the transaction."""
    for handler in _table().get(type(event), ()):
        handler(event)
