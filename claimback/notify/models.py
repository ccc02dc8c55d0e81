"""The shape of an obligation to tell somebody, and the sign of life of what finds obligations."""

from typing import Final

from django.db import models

from claimback.kernel.transitions import edges

PLANNED, SENDING, SENT, VOID = "planned", "sending", "sent", "void"

OBLIGATION_EDGES: Final = edges(
    "reminder", {PLANNED: [SENDING, VOID], SENDING: [SENT, PLANNED, VOID], SENT: [], VOID: []}
)


class Obligation(models.Model):
    """One thing that must reach a person: claimed, sent, settled. Each kind has a table of its own.

    `due_at` never moves; `next_attempt_at` is when to try (again). `attempts` is the number of the last claim.
    """

    state = models.CharField(
        max_length=10, default=PLANNED, choices=[(s, s) for s in OBLIGATION_EDGES.states]
    )
    due_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Heartbeat(models.Model):
    """When a sweep last ran, over all firms: what is quiet for too long has died. No firm's data."""

    name = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"
