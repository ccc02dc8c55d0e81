"""Firms, their members and tokens, and the shape of every row that belongs to a firm."""

from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.lookups import Exact
from django.db.models.sql.where import WhereNode

from claimback.kernel.clock import now
from claimback.kernel.ids import new_id
from claimback.tenancy.roles import ROLES
from claimback.tenancy.row_security import FirmIsolation, firm_constraints
from claimback.tenancy.scope import current_firm_id

FIRM_KINDS = {"law": "Law firm", "adjusting": "Public-adjusting firm"}


class Firm(models.Model):
    """The tenant. Its own row is under row security too: a firm's name is nobody else's business."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=FIRM_KINDS)
    time_zone = models.CharField(max_length=60, default="America/New_York")
    docket_email = models.EmailField(help_text="Where reminders go when no member is left to receive them.")
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [FirmIsolation(name="tenancy_firm_of_firm", column="id")]

    def __str__(self) -> str:
        return self.name


_Row = TypeVar("_Row", bound=models.Model)


class FirmManager(models.Manager[_Row]):
    """Rows of the firm whose scope is open. Outside any scope it raises instead of answering nothing."""

    def get_queryset(self) -> models.QuerySet[_Row]:
        """Filtered in words too: the index leads with the firm, and the plan shows it."""
        return super().get_queryset().filter(firm_id=current_firm_id())


class FirmRow(models.Model):
    """A row that belongs to a firm. Every subclass takes `firm_constraints(...)` in its Meta."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    firm = models.ForeignKey(
        Firm,
        on_delete=models.PROTECT,
        default=current_firm_id,
        editable=False,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[FirmManager[Self]] = FirmManager()

    class Meta:
        abstract = True

    def change(self, **values: Any) -> None:
        """Set fields, count the version up and save just these. The caller holds the row's lock."""
        for name, value in values.items():
            setattr(self, name, value)
        self.version += 1
        self.updated_at = now()
        self.save(update_fields=[*values, "version", "updated_at"])


class FirmForeignKey(models.ForeignKey[Any, Any]):
    """A reference to another row of the same firm. `FirmReference` makes the key and index by (firm_id, id)."""

    def __init__(self, to: Any, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {"on_delete": models.PROTECT, "db_constraint": False, "db_index": False}
        super().__init__(to, **{**defaults, **kwargs})

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> WhereNode | None:
        """Joins go by the firm too. The planner then knows the key that they follow and how many rows it leads to;
        by the id alone it takes them for two accidents at once, and reads a whole firm for one page.
        """
        if alias is None or related_alias is None:
            return None
        theirs: Any = self.remote_field.model._meta.get_field("firm")
        ours: Any = self.model._meta.get_field("firm")
        same: Any = Exact(theirs.get_col(alias), ours.get_col(related_alias))
        return WhereNode([same])


class Membership(FirmRow):
    """A user in a firm, with one role. Ended, never deleted: the history goes on naming them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=dict.fromkeys(ROLES))
    title = models.CharField(max_length=100, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("tenancy_membership"),
            models.UniqueConstraint(fields=["firm", "user"], name="tenancy_membership_once"),
        ]
        verbose_name = "member"

    def __str__(self) -> str:
        return str(self.user)


class Token(FirmRow):
    """A key to the API for one member of one firm. Only its hash is kept."""

    member = FirmForeignKey(Membership, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.BinaryField(max_length=32)
    capabilities = ArrayField(models.CharField(max_length=60))
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("tenancy_token", "member"),
            models.UniqueConstraint(fields=["firm", "digest"], name="tenancy_token_digest"),
        ]

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(FirmRow):
    """The first answer to a POST, given again to whoever repeats it under the same key."""

    member_id = models.UUIDField()
    key = models.CharField(max_length=200)
    request_digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.BinaryField(null=True)
    etag = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("tenancy_idempotencykey"),
            models.UniqueConstraint(fields=["firm", "member_id", "key"], name="tenancy_idempotencykey_once"),
        ]

    def __str__(self) -> str:
        return self.key
