"""Domain events: a lower floor says what happened, `claimback/wiring.py` says who reacts.

Handlers run at once, in the publisher's transaction: one commit, or none. Nothing is enqueued here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Handlers = Mapping[type, Sequence[Callable[[Any], None]]]

_handlers: dict[type, tuple[Callable[[Any], None], ...]] = {}


def wire(table: Handlers) -> None:
    """Take the whole table of handlers, replacing what was there. Called once, by the composition."""
    _handlers.clear()
    _handlers.update({event: tuple(handlers) for event, handlers in table.items()})


def publish(event: object) -> None:
    """Call each handler of this kind of event, in the order of the table. An error stops the transaction."""
    for handler in _handlers.get(type(event), ()):
        handler(event)
