"""Firms, their members and tokens, and the shape of every row that belongs to a firm."""

from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND, WhereNode
from django.utils.translation import gettext_lazy as _

from claimback.kernel.clock import now
from claimback.kernel.ids import new_id
from claimback.tenancy.roles import ROLE_NAMES
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
    docket_email = models.EmailField(
        help_text=_("Where reminders go when no member is left to receive them.")
    )
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    second_factor_required = models.BooleanField(default=False, help_text=_("To sign in, for every member."))
    idle_minutes = models.PositiveSmallIntegerField(
        default=60, help_text=_("After which a session that nobody uses no longer opens the firm.")
    )
    legal_hold_at = models.DateTimeField(null=True, blank=True)
    legal_hold_reason = models.TextField(blank=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [FirmIsolation(name="tenancy_firm_of_firm", column="id")]

    def __str__(self) -> str:
        return self.name


_Row = TypeVar("_Row", bound=models.Model)


class FirmManager(models.Manager[_Row]):
    """Rows of the firm whose scope is open. Outside any scope it raises instead of answering nothing."""

    def get_queryset(self) -> models.QuerySet[_Row]:
        """Filtered in words too: the index leads with the firm, and the plan shows it.

        It is `.filter(firm_id=…)`, with what that would find out each time said here: every question begins so.
        """
        rows = super().get_queryset()
        firm: Any = self.model._meta.get_field("firm")
        own: Any = Exact(firm.get_col(rows.query.get_initial_alias()), current_firm_id())
        rows.query.where.add(own, AND)
        return rows


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


class Role(FirmRow):
    """A role of the firm's own: one of ours with fewer capabilities."""

    name = models.CharField(max_length=60)
    base = models.CharField(max_length=20, choices=ROLE_NAMES)
    capabilities = ArrayField(models.CharField(max_length=60))
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("tenancy_role"),
            models.UniqueConstraint(fields=["firm", "name"], name="tenancy_role_name"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="tenancy_role_created")]

    def __str__(self) -> str:
        return self.name


class Membership(FirmRow):
    """A user in a firm, with one role. Ended, never deleted: the history goes on naming them.

    The three lists at the end are written by triggers, from the rows of walls and of the portal; row security reads
    them.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=ROLE_NAMES)
    own_role = FirmForeignKey(Role, related_name="members", null=True, blank=True)
    title = models.CharField(max_length=100, blank=True)
    stand_in = FirmForeignKey("self", related_name="+", null=True, blank=True)
    away_from = models.DateField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True, help_text=_("The last day away."))
    support = models.BooleanField(default=False, help_text=_("A person from the installation's support."))
    support_reason = models.TextField(blank=True)
    until = models.DateTimeField(null=True, blank=True, help_text=_("When it ends by itself."))
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)
    time_zone = models.CharField(
        max_length=60, blank=True, help_text=_("An IANA name. Empty: the firm's own time zone.")
    )
    digest_hour = models.PositiveSmallIntegerField(
        default=8, help_text=_("The hour of the member's day at which reminders come.")
    )
    supervisor = FirmForeignKey(
        "self",
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Who is told where the member does not answer."),
    )
    walled_cases = ArrayField(models.UUIDField(), default=list, editable=False)
    walled_clients = ArrayField(models.UUIDField(), default=list, editable=False)
    portal_cases = ArrayField(models.UUIDField(), default=list, editable=False)

    class Meta:
        constraints = [
            *firm_constraints("tenancy_membership", "own_role", "stand_in", "supervisor"),
            models.UniqueConstraint(fields=["firm", "user"], name="tenancy_membership_once"),
        ]
        verbose_name = _("member")

    def __str__(self) -> str:
        return str(self.user)


LICENCE_KINDS = {"bar": "Bar admission", "adjuster": "Public adjuster's licence"}


class Licence(FirmRow):
    """What lets a member act as an attorney or a public adjuster in one state, from one day to another."""

    member = FirmForeignKey(Membership, related_name="licences")
    kind = models.CharField(max_length=20, choices=LICENCE_KINDS)
    state = models.CharField(max_length=10, help_text=_("Whose licence it is, such as TX."))
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True, help_text=_("The last day on which it holds."))
    ended_on = models.DateField(
        null=True, blank=True, help_text=_("Suspended, surrendered or revoked on this day.")
    )

    class Meta:
        constraints = [
            *firm_constraints("tenancy_licence", "member"),
            models.UniqueConstraint(
                fields=["firm", "kind", "state", "number"], name="tenancy_licence_number"
            ),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="tenancy_licence_created")]

    def __str__(self) -> str:
        return f"{self.state} {self.number}"


class Token(FirmRow):
    """A key to the API for one member of one firm. Only its hash is kept."""

    member = FirmForeignKey(Membership, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.BinaryField(max_length=32)
    capabilities = ArrayField(models.CharField(max_length=60))
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, editable=False, help_text=_("To the hour."))
    calls = models.JSONField(
        default=dict,
        db_default={},
        editable=False,
        help_text=_("Calls of the API by the firm's day, as 2026-11-23; days without any are left out."),
    )
    replaces = FirmForeignKey("self", related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("tenancy_token", "member", "replaces"),
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
