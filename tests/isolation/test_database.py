"""The wall itself: a session of the application's role with one firm's scope, speaking SQL, table by table.

It reads, writes, references and infers nothing of the other firm.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.db.utils import Error, IntegrityError

from claimback.accounts.models import User
from claimback.kernel.ids import new_id
from claimback.tenancy.models import Firm, FirmForeignKey
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.services import firm_open
from claimback.tenancy.walls import OfCase
from tests.isolation.conftest import Walk
from tests.isolation.effects import undone
from tests.isolation.populate import tenant_models

MODELS = tenant_models()


def _table(model: type[Model]) -> str:
    return model._meta.db_table


def _run(sql: str, *values: Any) -> Any:
    """Rows for a question, the number of rows for an order."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def _rows_touched(order: str, *values: Any) -> int | str | None:
    """How many rows the order touches, or the SQLSTATE of its refusal."""
    try:
        with transaction.atomic():
            touched: int = _run(order, *values)
            return touched
    except Error as refusal:
        return getattr(refusal.__cause__, "sqlstate", None)


@contextmanager
def _empty_firm(walk: Walk) -> Iterator[str]:
    """The scope of a firm that has no row of any kind that another firm's could collide with; undone at the end."""
    with undone():
        owner = User.objects.create_user("owner@empty.example", "Owner")
        firm, _ = firm_open(
            slug="empty", name="Empty", kind="law", owner=owner, docket_email="d@empty.example"
        )
        with firm_scope(firm.id):
            yield str(firm.id)


@contextmanager
def _refused(*states: str) -> Iterator[None]:
    """The order inside is refused with one of these SQLSTATEs."""
    with pytest.raises(Error) as refusal, transaction.atomic():
        yield
    assert getattr(refusal.value.__cause__, "sqlstate", None) in states, refusal.value


def _row_of(walk: Walk, model: type[Model]) -> dict[str, Any]:
    with undone(), walk.theirs.scope():
        [(text,), *_] = _run(f'SELECT to_jsonb(t)::text FROM "{_table(model)}" t')
    row: dict[str, Any] = json.loads(text)
    return row


def _insert(model: type[Model], row: dict[str, Any]) -> Any:
    table = _table(model)
    return _run(
        f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_record(NULL::"{table}", %s::jsonb)',
        json.dumps(row),
    )


@pytest.mark.parametrize("model", [*MODELS, Firm], ids=_table)
def test_another_firm_s_rows_are_neither_seen_nor_changed(walk: Walk, model: type[Model]) -> None:
    theirs, column = _row_of(walk, model), "id" if model is Firm else "firm_id"
    with undone(), walk.mine.scope():
        walk.cases += 5
        table = _table(model)
        assert _run(f'SELECT count(*) FROM "{table}" WHERE {column} = %s', walk.theirs.id) == [(0,)]
        assert _run(f'SELECT count(*) FROM "{table}" WHERE id = %s', theirs["id"]) == [(0,)]
        assert _run(f'SELECT count(*) FROM "{table}" WHERE {column} <> %s', walk.mine.id) == [(0,)]
        for order in (f'UPDATE "{table}" SET id = id', f'DELETE FROM "{table}"'):
            done = _rows_touched(f"{order} WHERE id = %s OR {column} = %s", theirs["id"], walk.theirs.id)
            assert done in (0, "42501"), order


@pytest.mark.parametrize("model", [*MODELS, Firm], ids=_table)
def test_no_row_is_put_into_another_firm(walk: Walk, model: type[Model]) -> None:
    theirs = _row_of(walk, model)
    with undone(), walk.mine.scope():
        walk.cases += 2
        fresh = {**theirs, "id": str(new_id())}
        if model is Firm:
            fresh |= {"slug": "another-slug"}
        with _refused("42501"):
            _insert(model, fresh)
        if model is not Firm:
            with _refused("42501"):
                _run(f'UPDATE "{_table(model)}" SET firm_id = %s', walk.theirs.id)


@pytest.mark.parametrize("model", MODELS, ids=_table)
def test_a_unique_key_does_not_tell_what_another_firm_has(walk: Walk, model: type[Model]) -> None:
    """Another firm's whole row, under a new id, fits into one's own firm: no unique key speaks across."""
    theirs = _row_of(walk, model)
    with _empty_firm(walk) as firm_id:
        walk.cases += 1
        mine = {**theirs, "id": str(new_id()), "firm_id": firm_id}
        if _table(model) == "audit_seal":
            with _refused("42501"):
                _insert(model, mine)
        elif _takes_its_case(model):  # from a row that this firm does not have
            with _refused("23502"):
                _insert(model, mine)
        else:
            assert _insert(model, mine) == 1


def _takes_its_case(model: type[Model]) -> OfCase | None:
    return next((c for c in model._meta.constraints if isinstance(c, OfCase)), None)


def _refer_from_a_part(walk: Walk, model: type[Model], field: FirmForeignKey, target: str) -> None:
    """A row that takes its case from another: the one refuses what it can't see, and writes over any other case."""
    of_case = _takes_its_case(model)
    assert of_case is not None
    order = f'UPDATE "{_table(model)}" SET {field.column} = %s'
    with undone(), walk.mine.scope():
        walk.cases += 1
        if _rows_touched(f"{order} WHERE false", target) == "42501":
            return  # frozen by rights: nothing in it changes
        if field.column == of_case.parent:
            with _refused("23502"):
                _run(order, target)
            return
        before = _run(f'SELECT case_id FROM "{_table(model)}"')
        assert _run(order, target) > 0
        if field.column == "case_id":
            assert _run(f'SELECT case_id FROM "{_table(model)}"') == before
            return
        key = next(c.name for c in model._meta.constraints if getattr(c, "field", None) == field.name)
        with pytest.raises(IntegrityError, match=key), transaction.atomic():
            _run(f'SET CONSTRAINTS "{key}" IMMEDIATE')


REFERENCES = [
    (model, field) for model in MODELS for field in model._meta.fields if isinstance(field, FirmForeignKey)
]


@pytest.mark.parametrize(
    ("model", "field"), REFERENCES, ids=lambda part: getattr(part, "column", "") or _table(part)
)
def test_another_firm_s_row_cannot_be_referred_to(
    walk: Walk, model: type[Model], field: FirmForeignKey
) -> None:
    """The keys are checked at the commit; here at once."""
    target = _row_of(walk, field.related_model)
    theirs = _row_of(walk, model)
    if _takes_its_case(model):
        _refer_from_a_part(walk, model, field, target["id"])
        return
    with _empty_firm(walk) as firm_id:
        walk.cases += 1
        own = {**theirs, "id": str(new_id()), "firm_id": firm_id}
        own |= {
            other.column: None
            for other in model._meta.fields
            if isinstance(other, FirmForeignKey) and other.null
        }
        key = next(c.name for c in model._meta.constraints if getattr(c, "field", None) == field.name)
        assert _insert(model, own | {field.column: target["id"]}) == 1
        with pytest.raises(IntegrityError, match=key), transaction.atomic():
            _run(f'SET CONSTRAINTS "{key}" IMMEDIATE')


def test_outside_any_scope_there_is_nothing(walk: Walk) -> None:
    everything: list[type[Model]] = [*MODELS, Firm]
    for model in everything:
        walk.cases += 1
        assert _run(f'SELECT count(*) FROM "{_table(model)}"') == [(0,)], _table(model)
