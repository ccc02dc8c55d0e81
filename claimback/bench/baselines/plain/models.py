"""The project's tables as a plain project would have them: ordinary foreign keys, nothing kept apart."""

import uuid
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class Row(models.Model):
    """What every table has."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)  # noqa: TID251 - as a plain project does
    firm_id = models.UUIDField()
    created_at = models.DateTimeField(default=timezone.now)  # noqa: TID251
    updated_at = models.DateTimeField(default=timezone.now)  # noqa: TID251
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True


class Client(Row):
    """The insured."""

    name = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "cases_client"

    def __str__(self) -> str:
        return self.name


class Insurer(Row):
    """The carrier."""

    name = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "cases_insurer"

    def __str__(self) -> str:
        return self.name


class Case(Row):
    """The matter."""

    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    policy_id = models.UUIDField(null=True)
    line_of_business = models.CharField(max_length=30)
    plan_type = models.CharField(max_length=40, blank=True)
    jurisdiction = models.CharField(max_length=10)
    time_zone = models.CharField(max_length=60)
    claim_number = models.CharField(max_length=80, blank=True)
    claim_kind = models.CharField(max_length=20, blank=True)
    loss_date = models.DateField(null=True)
    amount_claimed = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    amount_disputed = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=20)
    status_reason = models.CharField(max_length=300, blank=True)
    lead_id = models.UUIDField(null=True)
    opened_on = models.DateField()
    next_deadline_on = models.DateField()

    class Meta:
        managed = False
        db_table = "cases_case"

    def __str__(self) -> str:
        return self.number


class Party(Row):
    """Anyone else on a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=120, blank=True)
    specialty = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        managed = False
        db_table = "cases_party"

    def __str__(self) -> str:
        return self.name


class Deadline(Row):
    """What is due."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deadlines")
    rule = models.CharField(max_length=100)
    rule_version = models.PositiveIntegerField()
    duty_of = models.CharField(max_length=20)
    act = models.CharField(max_length=300)
    trigger = models.CharField(max_length=60)
    trigger_event_id = models.UUIDField(null=True)
    satisfied_by = models.CharField(max_length=20)
    satisfied_events = ArrayField(models.CharField(max_length=60))
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    safe_on = models.DateField(null=True)
    sort_on = models.DateField()
    condition = models.CharField(max_length=400)
    needs = ArrayField(models.CharField(max_length=100))
    state = models.CharField(max_length=20)
    citation = models.CharField(max_length=300)
    checked = models.CharField(max_length=20)
    working = models.JSONField()
    met_event_id = models.UUIDField(null=True)
    met_on = models.DateField(null=True)
    closed_reason = models.CharField(max_length=300)
    closed_by_id = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "deadlines_deadline"

    def __str__(self) -> str:
        return self.act


class User(models.Model):
    """Who signs in."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=150)

    class Meta:
        managed = False
        db_table = "accounts_user"

    def __str__(self) -> str:
        return self.name


class Membership(Row):
    """Who writes."""

    user = models.ForeignKey(User, on_delete=models.PROTECT)

    class Meta:
        managed = False
        db_table = "tenancy_membership"

    def __str__(self) -> str:
        return str(self.user)


class Entry(Row):
    """What an entry of the log has, wherever it is kept."""

    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=3, choices={"in": "In", "out": "Out"})
    channel = models.CharField(max_length=20)
    occurred_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    counterpart = models.CharField(max_length=200, blank=True)
    counterpart_id = models.CharField(max_length=80, blank=True)
    call_reference = models.CharField(max_length=80, blank=True)
    questions = models.JSONField(default=list, blank=True)
    document_id = models.UUIDField(null=True)
    corrects_id = models.UUIDField(null=True)

    class Meta:
        abstract = True


class Correspondence(Entry):
    """The log as it is read."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="correspondence")

    class Meta:
        managed = False
        db_table = "cases_correspondence"

    def __str__(self) -> str:
        return self.subject


class NewCorrespondence(Entry):
    """The log as it is written: the same columns, keys and indexes, in a table without the project's triggers."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")

    class Meta:
        managed = False
        db_table = 'bench"."correspondence'

    def __str__(self) -> str:
        return self.subject
