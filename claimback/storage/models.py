"""Files in S3: what was announced, what came, what was found out about it, and who opened it.

The bytes are in S3 and are never changed.
"""

from typing import Final

from django.db import models

from claimback.audit.models import Audited
from claimback.kernel.transitions import edges
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints

AWAITED, RECEIVED, KEPT, REFUSED = "awaited", "received", "kept", "refused"

FILE_EDGES: Final = edges("file", {AWAITED: [RECEIVED], RECEIVED: [KEPT, REFUSED], KEPT: [], REFUSED: []})


class StoredFile(FirmRow):
    """One upload: awaited under a signed form, received in quarantine, then kept or refused with the reason.

    A refused file stays in quarantine: nothing that a user gave is lost.
    """

    name = models.CharField(max_length=255, help_text="The name that the uploader gave it.")
    announced_size = models.BigIntegerField(help_text="In bytes.")
    announced_sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True, help_text="In bytes, as it was counted.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="As it was computed here.")
    media_type = models.CharField(max_length=100, blank=True, help_text="As its content shows, not its name.")
    pages = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=20, default=AWAITED, choices=[(s, s) for s in FILE_EDGES.states])
    refusal = models.TextField(blank=True, help_text="Why it was refused, and the remedy.")
    refusal_code = models.CharField(max_length=40, blank=True, help_text="Stable; made for programs.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Inspections begun that did not end.")
    leased_until = models.DateTimeField(null=True, help_text="A worker inspects it until then.")
    key = models.CharField(max_length=300)
    uploaded_by = FirmForeignKey(Membership, related_name="+", null=True)

    class Meta:
        constraints = [
            *firm_constraints("storage_storedfile", "uploaded_by"),
            Audited(name="storage_storedfile_audit", leaving_out=["attempts", "leased_until"]),
        ]
        indexes = [
            models.Index(
                fields=["firm", "updated_at"],
                name="storage_storedfile_waiting",
                condition=models.Q(state=RECEIVED),
            ),
            models.Index(fields=["firm", "sha256"], name="storage_storedfile_sha256"),
        ]
        verbose_name = "file"

    def __str__(self) -> str:
        return self.name


class Access(FirmRow):
    """One link given out to a file: who, when, what for. Append-only by rights."""

    file = FirmForeignKey(StoredFile, related_name="accesses")
    member = FirmForeignKey(Membership, related_name="+")
    purpose = models.CharField(max_length=80)

    class Meta:
        constraints = [
            *firm_constraints("storage_access", "file", "member"),
            Audited(name="storage_access_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="storage_access_created")]
        verbose_name_plural = "accesses"

    def __str__(self) -> str:
        return f"{self.file_id} for {self.purpose}"
