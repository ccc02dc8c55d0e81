"""The history: one entry per change of a row, written by the database itself, and a chain of seals over them.

That a member read something is an entry too, made by `services`. Nobody updates or deletes here: the application's
role may only insert and read, and seals are made by a trigger.
"""

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.translation import gettext_lazy as _

from claimback.kernel.ids import new_id
from claimback.tenancy.models import Firm, FirmManager
from claimback.tenancy.row_security import FirmIsolation, TableConstraint


class Audited(TableConstraint):
    """Every insert, update and delete of the table becomes an entry, in the same transaction, raw SQL included.

    `leaving_out` names columns whose content is too large or too secret to be repeated: a change of them alone is no
    entry. Of the columns in `veiled` an entry says that they changed, and not from what to what. `in_bulk`: rows of a
    firm's that are added by the thousand have their entries made by statement, which costs a single row a little more.
    """

    def __init__(
        self,
        *,
        name: str,
        leaving_out: tuple[str, ...] | list[str] = (),
        veiled: tuple[str, ...] | list[str] = (),
        in_bulk: bool = False,
    ) -> None:
        super().__init__(name=name)
        self.in_bulk = in_bulk
        self.leaving_out, self.veiled = tuple(leaving_out), tuple(veiled)

    def deconstruct(self) -> Any:
        """As the migration writes it."""
        path, args, kwargs = super().deconstruct()
        kwargs |= {"leaving_out": self.leaving_out, "veiled": self.veiled}
        return path, args, kwargs | ({"in_bulk": True} if self.in_bulk else {})

    def sql(self, model: type[models.Model]) -> str:
        """A row trigger, or one and a statement's; the migration 0002 of this app makes their functions."""
        arguments = (*self.leaving_out, *(f"={column}" for column in self.veiled))
        return audit_trigger_sql(model._meta.db_table, self.name, arguments, in_bulk=self.in_bulk)

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Any:
        """Undo, for a migration that goes back."""
        assert model is not None
        names = [self.name, f"{self.name}_added"] if self.in_bulk else [self.name]
        return "; ".join(f'DROP TRIGGER "{name}" ON "{model._meta.db_table}"' for name in names)


def audit_trigger_sql(table: str, name: str, columns: tuple[str, ...] = (), *, in_bulk: bool = False) -> str:
    """The trigger that audits `table`, leaving out `columns`; one written `=column` is veiled.

    `in_bulk`: what is added has a trigger of its own, by statement.
    """
    arguments = ", ".join(f"'{column}'" for column in columns)
    events = "UPDATE OR DELETE" if in_bulk else "INSERT OR UPDATE OR DELETE"
    by_row = (
        f'CREATE TRIGGER "{name}" AFTER {events} ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION audit_change({arguments})"
    )
    by_statement = (
        f'CREATE TRIGGER "{name}_added" AFTER INSERT ON "{table}" REFERENCING NEW TABLE AS added '
        f"FOR EACH STATEMENT EXECUTE FUNCTION audit_added({arguments})"
    )
    return f"{by_row}; {by_statement}" if in_bulk else by_row


class Entry(models.Model):
    """One change of one row: who, doing what, before and after; or that someone read it, or was refused.

    Its firm is that of the scope, by row security, and firms are never deleted: a foreign key would lock the firm's
    row for every change made in it, and find nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    at = models.DateTimeField()
    member_id = models.UUIDField(null=True)
    case_id = models.UUIDField(
        null=True, help_text=_("The case that the row belongs to; it decides who reads the entry.")
    )
    act = models.CharField(max_length=80, blank=True)
    request_id = models.CharField(max_length=60, blank=True)
    table = models.CharField(max_length=60)
    row_id = models.UUIDField()
    operation = models.CharField(max_length=6)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    leads = models.BooleanField(
        null=True,
        editable=False,
        help_text=_("Of several that one statement made: whether the seals of all come with this one's."),
    )

    objects = FirmManager["Entry"]()

    class Meta:
        constraints = [FirmIsolation(name="audit_entry_of_firm")]
        indexes = [
            models.Index(fields=["firm", "row_id", "at"], name="audit_entry_row"),
            models.Index(fields=["firm", "at"], name="audit_entry_at"),
            models.Index(
                fields=["firm", "case_id", "at"],
                condition=models.Q(case_id__isnull=False),
                name="audit_entry_case",
            ),
            models.Index(
                fields=["firm", "member_id", "at"],
                condition=models.Q(operation="refuse"),
                name="audit_entry_refusals",
            ),
        ]
        verbose_name_plural = _("entries")

    def __str__(self) -> str:
        return f"{self.act or self.operation} {self.table}"


class Seal(models.Model):
    """One link of the firm's chain, made at commit, in commit order. It has the id of the entry that it seals.

    `digest` is sha256(the digest before it ‖ `entry_digest`), and `entry_digest` is sha256(`audit_text` of the entry):
    whoever checks the chain needs no more of an entry than its digest. See decisions/0006.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    number = models.BigIntegerField()
    entry_digest = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    objects = FirmManager["Seal"]()

    class Meta:
        constraints = [
            FirmIsolation(name="audit_seal_of_firm"),
            models.UniqueConstraint(fields=["firm", "number"], name="audit_seal_number"),
        ]

    def __str__(self) -> str:
        return str(self.number)
