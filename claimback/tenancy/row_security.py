"""What makes a table a firm's: forced row security, and references that carry the firm.

Both are constraints of the model, so that `makemigrations` writes them and nobody has to remember:

    class Meta:
        constraints = firm_constraints("cases_case", "client", "insurer")
"""

from copy import copy
from typing import Any, Self

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, Model, UniqueConstraint

# NULLIF: after a commit a transaction-local setting reads '' and not NULL. The sub-select makes it a constant of
# the plan, so that the index serves it.
FIRM_SETTING = "(SELECT NULLIF(current_setting('claimback.firm_id', true), '')::uuid)"


class TableConstraint(BaseConstraint):
    """A constraint that is SQL of its own, and that the database alone checks."""

    def sql(self, model: type[Model]) -> str:
        """The statements that make it."""
        raise TypeError(f"{type(self).__name__} says no SQL")

    def create_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """What Django runs for a table that is there."""
        return self.sql(model) if model is not None else None

    def constraint_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Any:
        """Nothing inside CREATE TABLE: the tables that it speaks of may be made later in the migration."""
        if schema_editor is not None and model is not None:
            schema_editor.deferred_sql.append(self.sql(model))

    def clone(self) -> Self:
        """As it is. Django takes each apart to make it anew, and compares what forms would say, in the language set."""
        return copy(self)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database checks it; Django's forms have nothing to add."""

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return bool(self.deconstruct() == other.deconstruct())

    def __hash__(self) -> int:
        return hash(self.name)


class FirmIsolation(TableConstraint):
    """Row security, enabled and forced: a row is seen and written only in its own firm's scope."""

    def __init__(self, *, name: str, column: str = "firm_id") -> None:
        super().__init__(name=name)
        self.column = column

    def deconstruct(self) -> Any:
        """As the migration writes it."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"column": self.column}

    def sql(self, model: type[Model]) -> str:
        """ENABLE and FORCE: without FORCE the table's owner would see every firm."""
        table = model._meta.db_table
        same_firm = f"{self.column} = {FIRM_SETTING}"
        return (
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY; '
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY; '
            f'CREATE POLICY "{self.name}" ON "{table}" USING ({same_firm}) WITH CHECK ({same_firm})'
        )

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Undo, for a migration that goes back."""
        assert model is not None
        table = model._meta.db_table
        return (
            f'DROP POLICY "{self.name}" ON "{table}"; ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY; '
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY'
        )


class FirmReference(TableConstraint):
    """A foreign key by (firm_id, id): foreign-key checks ignore row security, so the key itself carries the firm.

    Its index begins with firm_id too, and holds no row that refers to nothing: most that may do so do.
    """

    def __init__(self, *, name: str, field: str) -> None:
        super().__init__(name=name)
        self.field = field

    def deconstruct(self) -> Any:
        """As the migration writes it."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"field": self.field}

    def sql(self, model: type[Model]) -> str:
        """The key, checked at commit as Django's own are, and its index."""
        field = model._meta.get_field(self.field)
        table, column = model._meta.db_table, field.column  # type: ignore[union-attr]
        target = field.related_model._meta.db_table  # type: ignore[union-attr]
        some = f' WHERE "{column}" IS NOT NULL' if field.null else ""
        return (
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{self.name}" FOREIGN KEY (firm_id, "{column}") '
            f'REFERENCES "{target}" (firm_id, id) DEFERRABLE INITIALLY DEFERRED; '
            f'CREATE INDEX "{self.name}_idx" ON "{table}" (firm_id, "{column}"){some}'
        )

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Undo, for a migration that goes back."""
        assert model is not None
        return f'DROP INDEX "{self.name}_idx"; ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{self.name}"'


def firm_constraints(table: str, *references: str) -> list[BaseConstraint]:
    """The constraints of a tenant table: its key with the firm, its isolation, and each reference by firm."""
    return [
        UniqueConstraint(fields=["firm", "id"], name=f"{table}_firm_key"),
        FirmIsolation(name=f"{table}_of_firm"),
        *(FirmReference(name=f"{table}_{field}_ref", field=field) for field in references),
    ]
