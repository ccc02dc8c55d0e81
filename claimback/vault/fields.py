"""Sealed columns of models.

One is written in the clear (`policy.number = "XK 442 01"`) and read as a `Sealed`, which shows its mask. It is sealed
when its row is saved (`rows.SealedRow`), and there is no other way into it: `update()`, `bulk_create()` and lookups
are refused. Opening is `services.reveals`, which leaves a trace.
"""

from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models.lookups import IsNull
from django.db.models.query_utils import DeferredAttribute

from claimback.vault.kinds import KINDS, Kind
from claimback.vault.sealed import Sealed

if TYPE_CHECKING:
    _Field = models.Field[Sealed | str | date | None, Sealed | None]
else:
    _Field = models.Field  # Django's own can't be subscribed while it runs


class SealedAttribute(DeferredAttribute):
    """The attribute of a sealed column: whatever is set becomes a `Sealed`, or None for nothing."""

    field: "SealedField"

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = self.field.held(value)


class SealedField(_Field):
    """A sealed column. `kind` is one of `KINDS`; `max_length` counts the characters of what is typed.

    With `indexed` it carries a blind index, for which the model has the column `<name>_index` (`BlindIndexField`) and
    the constraint `BlindIndexes`.
    """

    descriptor_class = SealedAttribute
    empty_strings_allowed = False

    def __init__(self, kind: str = "number", *, indexed: bool = False, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "null": True, "blank": True})
        self.kind_name, self.indexed = kind, indexed

    @property
    def kind(self) -> Kind:
        """How its values are written, shown and checked."""
        return KINDS[self.kind_name]

    def deconstruct(self) -> Any:
        """As the migration writes it."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["null"], kwargs["blank"]
        return name, path, args, kwargs | {"kind": self.kind_name, "indexed": self.indexed}

    def get_internal_type(self) -> str:
        """bytea."""
        return "BinaryField"

    def held(self, value: object) -> Sealed | None:
        """What the attribute holds for a value that is set, or read from the database (bytes)."""
        if value is None or value == "":
            return None
        if isinstance(value, Sealed):
            return value
        if isinstance(value, bytes | memoryview):
            return Sealed(self.kind, stored=bytes(value))
        if isinstance(value, str | date):
            return Sealed.of_value(self.kind, value)
        raise TypeError(f"{self.name} does not take a {type(value).__name__}.")

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """What is typed is checked; messages never repeat it."""
        if isinstance(value, Sealed) and value.typed is not None:
            problem = self.kind.problem(value.typed)
            if self.max_length is not None and len(value.typed) > self.max_length:
                problem = f"Give at most {self.max_length} characters."
            if problem:
                raise ValidationError(problem)
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        """The stored bytes. Raises TypeError for what is not sealed yet: only `SealedRow.save` does that."""
        value: Sealed | None = getattr(model_instance, self.attname)
        if value is not None and value.stored is None:
            raise TypeError(f"{self.name} is sealed by saving its row: bulk_create and the like do not.")
        return None if value is None else value.stored

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Stored bytes as they are. Raises TypeError for anything in the clear."""
        if value is None or isinstance(value, bytes | memoryview):
            return value
        raise TypeError(f"{self.name} is sealed by saving its row: set it on the row, then save that.")

    def get_lookup(self, lookup_name: str) -> Any:
        """Only whether there is a value can be asked."""
        if lookup_name == "isnull":
            return IsNull
        how = f"{self.name}_index with blind.indexes_of()" if self.indexed else "the row's other columns"
        raise FieldError(f"{self.name} is sealed: only isnull can be asked of it. Look for {how}.")

    def get_transform(self, lookup_name: str) -> NoReturn:
        """None."""
        raise FieldError(f"{self.name} is sealed: there is nothing inside it to ask for.")

    def formfield(self, **kwargs: Any) -> Any:
        """None of a model's own forms: see `claimback.vault.forms`."""
        return None

    def value_to_string(self, obj: models.Model) -> str:
        """Masked."""
        return str(self.value_from_object(obj) or "")


def sealed_fields(model: type[models.Model]) -> dict[str, SealedField]:
    """The sealed columns of a model by name."""
    return {field.name: field for field in model._meta.concrete_fields if isinstance(field, SealedField)}
