"""The one table from event to handlers. Handlers run at once, in the transaction of what happened."""

from typing import Final

from claimback.kernel.events import Handlers

HANDLERS: Final[Handlers] = {}
