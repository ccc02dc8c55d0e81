"""Many reminders due at once, and afterwards the count: which arrived, how often, and why any arrived twice.

Planted straight into the tables, for this is about sending. A copy more than one has a cause that can be named: the
mail server kept the mail and its answer was lost, or the sender was killed before it could note the answer.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from cases.models import Case
from claimback.kernel.clock import now, today
from deadlines.acknowledge_link import link_read
from deadlines.models import Alert, Deadline
from tests.deadlines.matter import ZONE, open_matter
from tests.firms import TestFirm

STEPS = (14, 13, 12, 11, 10, 9, 8, 7, 6, 5)
READERS = ("attorney", "case_staff", "owner")
_LINK = re.compile(rb"/reminders/[\w-]+/([\w:=-]+(?:=\r?\n[\w:=-]+)*)/")


def plant(firm: TestFirm, alerts: int, rng: random.Random, *, cases: int = 4, alone: int = 5) -> set[UUID]:
    """So many alerts of the firm that are due now: one in `alone` goes alone, the others in digests. Their ids."""
    due, day = now() - timedelta(seconds=1), today(ZONE) + timedelta(days=20)
    ids: set[UUID] = set()
    with firm.scope():
        opened = [open_matter(firm).case for _ in range(cases)]
        for start in range(0, alerts, 1000):
            rows = list(_alerts(firm, min(1000, alerts - start), start, rng, opened, due, day, alone))
            Alert.objects.bulk_create(rows)
            ids |= {row.id for row in rows}
    return ids


def _alerts(
    firm: TestFirm,
    count: int,
    start: int,
    rng: random.Random,
    cases: Sequence[Case],
    due: Any,
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
            member_id=firm.members[rng.choice(READERS)].member_id,
            step=STEPS[number % len(STEPS)],
            in_digest=deadline.importance != "critical",
            due_at=due,
            next_attempt_at=due,
        )


@dataclass
class Copies:
    """When the mails that carried an alert were kept by the mail server, in seconds since 1970."""

    by_alert: dict[UUID, list[float]] = field(default_factory=lambda: defaultdict(list))
    mails: int = 0

    def read(self, folder: Path) -> "Copies":
        """All mails in the sink's folder, by the signed links that each alert has in them."""
        for path in sorted(folder.glob("*.eml")):
            kept = (UUID(path.stem).int >> 80) / 1000
            self.mails += 1
            for alert_id in _carried(path.read_bytes()):
                self.by_alert[alert_id].append(kept)
        return self


def _carried(source: bytes) -> set[UUID]:
    """The alerts that a mail is about: its links name each of them."""
    found = set()
    for signed in _LINK.findall(source.replace(b"=\r\n", b"").replace(b"=\n", b"").replace(b"=3D", b"=")):
        link = link_read(signed.decode())
        if link is not None:
            found.add(link.subject_id)
    return found


@dataclass
class Log:
    """What was done to the installation: spans in which answers were lost, and moments at which senders were killed."""

    lost_answers: list[tuple[float, float]] = field(default_factory=list)
    kills: list[tuple[str, float]] = field(default_factory=list)
    modes: Counter[str] = field(default_factory=Counter)

    def cause(self, kept: float, patience: float) -> str:
        """Why a mail that was kept then was sent again."""
        if any(begin - 0.5 <= kept <= end + 0.5 for begin, end in self.lost_answers):
            return "answer_lost"
        if any(what == "worker" and kept - 0.5 <= at <= kept + patience for what, at in self.kills):
            return "sender_killed_before_settling"
        return "unexplained"


def explained(ids: set[UUID], copies: Copies, log: Log, *, patience: float = 60) -> dict[str, Any]:
    """The count: arrived, lost, and each copy more than one with its cause."""
    causes: Counter[str] = Counter()
    for alert_id in ids:
        for kept in copies.by_alert.get(alert_id, [])[:-1]:
            causes[log.cause(kept, patience)] += 1
    return {
        "mails": copies.mails,
        "arrived": sum(1 for alert_id in ids if copies.by_alert.get(alert_id)),
        "lost": sum(1 for alert_id in ids if not copies.by_alert.get(alert_id)),
        "copies_more_than_one": dict(causes),
    }
