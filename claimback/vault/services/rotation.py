"""Rotation: a new key for a firm, and every sealed value sealed anew by it, row by row, before the old key goes.

It can be killed at any line and run again: rows say which key sealed them, so that it goes on where it stopped.
"""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.apps import apps
from django.db.models import BinaryField, F, Func, Q, QuerySet, Value

from claimback.tenancy.scope import firm_scope
from claimback.vault.fields import sealed_fields
from claimback.vault.rows import SealedRow, sealed_anew
from claimback.vault.services.keys import key_retire, old_keys_destroy, opening_keys, sealing_key

BATCH: Final = 200
"""Rows sealed anew in one transaction; for so long are they locked."""
_ACT: Final = "vault.rotate"
_KEY_FROM, _KEY_BYTES = 2, 4  # where a sealed value names its key, counted from 1 as SQL does

Progress = Callable[[int, int], None]


def sealed_models() -> list[type[SealedRow]]:
    """Every model with sealed columns."""
    return [model for model in apps.get_models() if issubclass(model, SealedRow) and sealed_fields(model)]


def firm_key_rotate(
    firm_id: UUID, *, batch: int = BATCH, progress: Progress = lambda done, total: None
) -> int:
    """Give the firm a new key, or finish the rotation that was begun; returns how many rows were sealed anew.

    `progress` is told how many rows are done, of how many.
    """
    with firm_scope(firm_id, act=_ACT):
        key_retire()
        total = sum(_under_older_keys(model).count() for model in sealed_models())
    done = 0
    progress(done, total)
    for model in sealed_models():
        while rows := _batch(firm_id, model, batch):
            done += rows
            progress(done, max(done, total))
    with firm_scope(firm_id, act=_ACT):
        # Whoever sealed by the old key was waited for, so that nobody can have added to these.
        if any(_under_older_keys(model).exists() for model in sealed_models()):
            raise RuntimeError(f"Rows of firm {firm_id} are still under an old key. Run the rotation again.")
        old_keys_destroy()
    return done


def _batch(firm_id: UUID, model: type[SealedRow], size: int) -> int:
    """Seal up to `size` rows anew in a transaction of their own; how many there were."""
    with firm_scope(firm_id, act=_ACT):
        key, older = sealing_key(), opening_keys()
        rows = _under_older_keys(model).order_by("id")[:size].select_for_update(of=("self",), no_key=True)
        changes = {row.pk: sealed_anew(row, key, older) for row in rows}
        for id, columns in changes.items():
            # Not `change`: the row says what it said, and whoever read its version may go on.
            model.objects.filter(id=id).update(**columns)
    return len(changes)


def _under_older_keys(model: type[SealedRow]) -> QuerySet[SealedRow]:
    """Rows of which some value was sealed by another key than the current one."""
    current = sealing_key().version.to_bytes(_KEY_BYTES)
    other, named = Q(), {}
    for name in sealed_fields(model):
        named[f"key_of_{name}"] = Func(
            F(name), Value(_KEY_FROM), Value(_KEY_BYTES), function="substring", output_field=BinaryField()
        )
        other |= Q(**{f"key_of_{name}__lt": current}) | Q(**{f"key_of_{name}__gt": current})
    rows: QuerySet[SealedRow] = model.objects.alias(**named).filter(other)
    return rows
