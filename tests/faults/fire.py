"""Many reminders due at once, and afterwards the count: which arrived, how often, and why any arrived twice.

Planted straight into the tables, for this is about sending. A copy more than one has a cause that can be named: the
mail server kept the mail and its answer was lost, or the sender was killed before it could note the answer.
"""

import email
import email.policy
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from cases.models import Case
from claimback.kernel.clock import now, today
from deadlines.models import Alert, Deadline
from tests.deadlines.matter import ZONE, open_matter
from tests.firms import TestFirm

STEPS = (14, 13, 12, 11, 10, 9, 8, 7, 6, 5)
READERS = ("attorney", "case_staff", "owner")


def plant(
    firm: TestFirm, alerts: int, *, cases: int = 4, alone: int = 5, tried_at: datetime | None = None
) -> list[UUID]:
    """So many alerts of the firm that are due: one in `alone` goes alone, the others in digests. Their ids.

    Each is for whoever leads its case, as the firm's terms have it: a docket that is looked at meanwhile lets it stand.
    Nobody is told before `tried_at`.
    """
    due, day = now() - timedelta(seconds=1), today(ZONE) + timedelta(days=20)
    ids: list[UUID] = []
    with firm.scope():
        opened = [open_matter(firm).case for _ in range(cases)]
        for number, case in enumerate(opened):
            case.change(lead_id=firm.members[READERS[number % len(READERS)]].member_id)
        for start in range(0, alerts, 1000):
            rows = list(_alerts(min(1000, alerts - start), start, opened, due, tried_at or due, day, alone))
            Alert.objects.bulk_create(rows)
            ids += [row.id for row in rows]
    return ids


def _alerts(
    count: int,
    start: int,
    cases: Sequence[Case],
    due: datetime,
    tried_at: datetime,
    day: Any,
    alone: int,
) -> Iterator[Alert]:
    deadlines = [
        Deadline(
            case=cases[number % len(cases)],
            rule=f"fire-{start}-{number}",
            rule_version=1,
            duty_of="ours",
            importance="important" if number % alone else "critical",
            act="Hold the fort",
            trigger="denial_received",
            due_on=day,
            sort_on=day,
            state="open",
            citation="None",
            checked="unchecked",
        )
        for number in range(-(-count // len(STEPS)))
    ]
    Deadline.objects.bulk_create(deadlines)
    for number in range(count):
        deadline = deadlines[number // len(STEPS)]
        yield Alert(
            deadline=deadline,
            member_id=deadline.case.lead_id,
            step=STEPS[number % len(STEPS)],
            in_digest=deadline.importance != "critical",
            due_at=due,
            next_attempt_at=tried_at,
        )


@dataclass(frozen=True)
class Kept:
    """A mail that the server kept: our id of it, when, in seconds since 1970, and how many alerts it lists."""

    mail_id: UUID
    at: float
    alerts: int


def kept_mails(folder: Path, since: float) -> list[Kept]:
    """The mails in the sink's folder since that instant, in seconds since 1970, the earliest first."""
    found = []
    for path in sorted(folder.glob("*.eml")):
        at = (UUID(path.stem).int >> 80) / 1000
        if at < since:
            continue
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        text = message.get_body(("plain",))
        assert text is not None
        links = str(text.get_content()).count("/admin/deadlines/deadline/")
        mail_id = UUID(str(message["Message-ID"]).strip("<>").partition("@")[0])
        found.append(Kept(mail_id, at, links))
    return found


@dataclass
class Log:
    """What was done to the installation: spans in which answers were lost, and moments at which senders were killed."""

    lost_answers: list[tuple[float, float]] = field(default_factory=list)
    kills: list[tuple[str, float]] = field(default_factory=list)
    jumps: list[float] = field(default_factory=list)
    """When the clock jumped: a lease of before may be over for whoever looks at it after, and its work done by both."""

    def cause(self, kept: float, patience: float) -> str:
        """Why a mail that was kept then was sent again."""
        if any(begin - 0.5 <= kept <= end + 0.5 for begin, end in self.lost_answers):
            return "answer_lost"
        if any(what == "worker" and kept - 0.5 <= at <= kept + patience for what, at in self.kills):
            return "sender_killed_before_settling"
        if any(kept - patience <= at <= kept + patience for at in self.jumps):
            return "clock_jumped"
        return "unexplained"


def explained(
    carried: Mapping[UUID, UUID | None],
    others: set[UUID | None],
    mails: Sequence[Kept],
    log: Log,
    *,
    patience: float = 60,
) -> Any:
    """The count: arrived, lost, and each copy more than one with its cause.

    `carried` says of each alert by which mail it was settled, `others` by which mails reminders were that nobody
    planted: of every such mail the last copy is the one that counts, and what all other mails list was told once more.
    """
    settling = others | set(carried.values())
    last = {mail.mail_id: mail for mail in mails if mail.mail_id in settling}
    arrived = sum(1 for mail_id in carried.values() if mail_id in last)
    causes: Counter[str] = Counter()
    for mail in mails:
        if last.get(mail.mail_id) is not mail:
            causes[log.cause(mail.at, patience)] += mail.alerts
    return {
        "mails": len(mails),
        "alerts_told": sum(mail.alerts for mail in mails),
        "arrived": arrived,
        "lost": len(carried) - arrived,
        "copies_more_than_one": dict(causes),
    }
