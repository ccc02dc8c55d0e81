"""Rows with sealed columns: sealed as they are saved, each value bound to its firm, table, column and row."""

from collections.abc import Iterable, Mapping
from typing import Any

from claimback.tenancy.models import FirmRow
from claimback.tenancy.scope import current_firm_id
from claimback.vault.envelope import DataKey, Place, open_envelope, seal, take_apart
from claimback.vault.fields import SealedField, sealed_fields
from claimback.vault.kinds import Value, compared
from claimback.vault.sealed import Sealed
from claimback.vault.services.keys import KeyGone, opening_keys, sealing_key


class SealedRow(FirmRow):
    """A row of a firm that has sealed columns."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Seal what was typed, then save. A row that is saved whole leaves nothing under a retired key either."""
        names = None if update_fields is None else set(update_fields)
        seal_row(self, names)
        super().save(*args, update_fields=names, **kwargs)


def seal_row(row: SealedRow, names: set[str] | None = None) -> None:
    """Seal what was typed into the columns `names`, or all; the firm's key is read only if there is any."""
    held = {
        field: value
        for name, field in sealed_fields(type(row)).items()
        if (names is None or name in names) and (value := row.__dict__.get(field.attname)) is not None
    }
    if not held:
        return
    if row.firm_id != current_firm_id():
        raise TypeError("A row is sealed in the scope of its own firm.")
    if row._state.adding and any(value.typed is None for value in held.values()):
        raise TypeError("A sealed value belongs to its row. Set it in the clear on the new one.")
    key = sealing_key()
    older = {} if all(value.typed is not None for value in held.values()) else opening_keys()
    for field, value in held.items():
        if value.typed is not None or value.key_number != key.version:
            row.__dict__[field.attname] = Sealed(field.kind, stored=sealed(row, field, key, older))


def place_of(row: FirmRow, field: SealedField) -> Place:
    """Where a row's sealed value stands."""
    return Place(current_firm_id(), row._meta.db_table, field.attname, row.pk)


def opened(row: FirmRow, field: SealedField, keys: Mapping[int, DataKey]) -> Value | None:
    """The value in the clear, without a trace: for this package alone. Raises Unopenable, KeyGone."""
    value: Sealed | None = getattr(row, field.attname)
    if value is None:
        return None
    if value.typed is not None:
        return field.kind.read(value.typed)
    envelope = take_apart(value.stored or b"")
    place = place_of(row, field)
    if envelope.version not in keys:
        raise KeyGone(f"{place} was sealed by key {envelope.version}, which is destroyed: it is lost.")
    return field.kind.read(open_envelope(keys[envelope.version], place, envelope).decode())


def sealed_anew(row: SealedRow, key: DataKey, older: Mapping[int, DataKey]) -> dict[str, bytes]:
    """The columns that another key than `key` sealed, sealed by it."""
    return {
        name: sealed(row, field, key, older)
        for name, field in sealed_fields(type(row)).items()
        if (value := getattr(row, field.attname)) is not None and value.key_number != key.version
    }


def sealed(row: FirmRow, field: SealedField, key: DataKey, older: Mapping[int, DataKey]) -> bytes:
    """The column's bytes under `key`, from what was typed or from what one of the `older` keys opens."""
    value = opened(row, field, older)
    assert value is not None, "nothing is not sealed"
    text = field.kind.write(value)
    return seal(
        key,
        place_of(row, field),
        text.encode(),
        mask=field.kind.mask(text),
        normalised=compared(text).encode() if field.indexed else None,
    )
