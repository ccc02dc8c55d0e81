"""Blind indexes: finding the rows of a sealed number without opening any.

The index is a keyed hash of the number's letters and digits, of no use without the firm's key. It stands in the sealed
value itself; the database takes it out into a column of its own, because an expression over the sealed column would
not be looked up in an index under row security.
"""

from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from claimback.tenancy.row_security import TableConstraint
from claimback.vault.envelope import INDEX_BYTES
from claimback.vault.fields import sealed_fields
from claimback.vault.kinds import compared
from claimback.vault.services.keys import opening_keys

_FROM: Final = 6
"""Where the index begins in a sealed value that has one, counted from 1 as SQL does."""


if TYPE_CHECKING:
    _BinaryField = models.BinaryField[bytes | None, bytes | None]
else:
    _BinaryField = models.BinaryField


class BlindIndexField(_BinaryField):
    """The column `<name>_index` of a sealed column `<name>`: the database writes it (`BlindIndexes`)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "null": True, "editable": False, "max_length": INDEX_BYTES})

    def deconstruct(self) -> Any:
        """As the migration writes it."""
        name, path, args, kwargs = super().deconstruct()
        return (
            name,
            path,
            args,
            {k: v for k, v in kwargs.items() if k not in ("null", "max_length", "editable")},
        )


class BlindIndexes(TableConstraint):
    """The blind indexes of the sealed columns `fields`, taken out of them by the database: none can be forgotten.

    A column of its own, because an expression over the sealed one would not use its index under row security.
    """

    def __init__(self, *, name: str, fields: tuple[str, ...] | list[str]) -> None:
        super().__init__(name=name)
        self.fields = tuple(fields)

    def deconstruct(self) -> Any:
        """As the migration writes it."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"fields": self.fields}

    def sql(self, model: type[models.Model]) -> str:
        """A trigger before the row is written, and an index for each column, led by the firm."""
        table = model._meta.db_table
        taken = " ".join(
            f'NEW."{f}_index" := substring(NEW."{f}" FROM {_FROM} FOR {INDEX_BYTES});' for f in self.fields
        )
        columns = ", ".join(f'"{f}", "{f}_index"' for f in self.fields)
        made = "; ".join(
            f'CREATE INDEX "{self.name}_{f}" ON "{table}" (firm_id, "{f}_index") WHERE "{f}_index" IS NOT NULL'
            for f in self.fields
        )
        return (
            f'CREATE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {taken} RETURN NEW; '
            f'END $$; CREATE TRIGGER "{self.name}" BEFORE INSERT OR UPDATE OF {columns} ON "{table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{self.name}"(); {made}'
        )

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Any:
        """Undo, for a migration that goes back."""
        assert model is not None
        indexes = "".join(f'; DROP INDEX "{self.name}_{f}"' for f in self.fields)
        return (
            f'DROP TRIGGER "{self.name}" ON "{model._meta.db_table}"; DROP FUNCTION "{self.name}"(){indexes}'
        )


def indexes_of(model: type[models.Model], name: str, text: str) -> list[bytes]:
    """The blind indexes that a row with this value may have: filter `<name>_index__in` by them.

    There is one for each living key of the firm: two while a rotation runs, none before the first value was sealed.
    """
    column = sealed_fields(model)[name].attname
    normalised = compared(text).encode()
    return [key.index(model._meta.db_table, column, normalised) for key in opening_keys().values()]
