"""Telling the operator that reminders stopped going out, by a way that needs neither broker nor worker.

It reads what `/healthz` reads, from PostgreSQL, and hands its mail to the mail server itself. When it has told is
kept in the database where that answers, so that one shot from cron repeats itself no more than a loop does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import DatabaseError

from claimback.health import look
from claimback.kernel.clock import now
from claimback.notify.mail import send_mail
from claimback.notify.selectors import heartbeat_last
from claimback.notify.services import heartbeat_forget, heartbeat_record

TOLD: Final = "watchdog.told"
AGAIN_AFTER: Final = timedelta(hours=1)
"""While something is wrong the operator is told again after this long."""


@dataclass
class Watchdog:
    """One look after the other. `told_at` is when the operator was told of what is wrong now."""

    told_at: datetime | None = None

    def watch(self) -> list[str]:
        """Look once, and mail the operator what is wrong, or that it is right again. Returns what is wrong.

        Raises MailRefused or MailDelayed if the mail server does not take it: the next look tries again.
        """
        problems, _ = look()
        self.told_at = self._told_at()
        if problems and (self.told_at is None or now() - self.told_at >= AGAIN_AFTER):
            _mail("Reminders are not going out", problems)
            self._remember(now())
        elif not problems and self.told_at is not None:
            _mail("Reminders go out again", ["The sweep runs and nothing waits."])
            self._remember(None)
        return problems

    def _told_at(self) -> datetime | None:
        try:
            return heartbeat_last(TOLD) or self.told_at
        except DatabaseError:
            return self.told_at

    def _remember(self, at: datetime | None) -> None:
        self.told_at = at
        try:
            if at is None:
                heartbeat_forget(name=TOLD)
            else:
                heartbeat_record(name=TOLD)
        except DatabaseError:
            return  # the loop remembers; one shot tells again, which is right while the database is away


def _mail(subject: str, lines: list[str]) -> None:
    where = f"{settings.SITE_URL}/healthz"
    send_mail(
        EmailMultiAlternatives(
            subject=f"[ClaimBack] {subject}",
            body="\n".join([*lines, "", f"What the installation says of itself: {where}"]),
            to=[settings.OPERATOR_EMAIL],
            headers={"Auto-Submitted": "auto-generated"},
        )
    )
