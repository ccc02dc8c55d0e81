"""What becomes of mail after it was sent and may concern a floor above. `claimback/wiring.py` says who reacts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MailCameBack:
    """The mail of this id did not reach `address`, its provider says. Told outside any firm's scope, and maybe again.

    `why` is a key of `models.REFUSED_WHY`, `said` the other server's words.
    """

    mail_id: UUID
    address: str
    why: str
    said: str


@dataclass(frozen=True, slots=True)
class MailTaken:
    """The other side's mail server took the mail of this id at `at`, its provider says: told outside any firm's scope,
    and maybe again. `event` is the provider's own name of that news.
    """

    mail_id: UUID
    at: datetime
    event: str
