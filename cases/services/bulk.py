"""Many rows in one statement. What an import writes: row by row it would take longer by an order of magnitude.

Rows are checked before. The audit, the walls and the firm's scope hold as for any other row: PostgreSQL sees to them.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from claimback.tenancy.models import FirmRow


def rows_insert(
    model: type[FirmRow], rows: Sequence[Mapping[str, Any]], constants: Mapping[str, Any]
) -> set[UUID]:
    """Add rows, each with an id and the same columns; `constants` and defaults fill the rest. Returns the ids added.

    A row whose unique key is taken is passed over.
    """
    if not rows:
        return set()
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    given = list(rows[0])
    filled = {name: field.get_default() for name, field in by_name.items() if name not in given}
    filled.update(constants)
    values = [by_name[name].get_db_prep_save(value, connection) for name, value in filled.items()]
    arrays = [[row[name] for row in rows] for name in given]
    columns = ", ".join(f'"{by_name[name].column}"' for name in (*filled, *given))
    constant = "".join(f"%s::{_type(by_name[name])}, " for name in filled)
    unnested = ", ".join(f"%s::{_type(by_name[name])}[]" for name in given)
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {constant}u.* FROM unnest({unnested}) AS u'  # noqa: S608
        " ON CONFLICT DO NOTHING RETURNING id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *arrays])
        return {id for (id,) in cursor.fetchall()}


def _type(field: Any) -> str:
    """The column's type without its length: what is too long is refused, and not cut."""
    kind = str(field.db_type(connection))
    return "text" if kind.startswith("varchar") else kind.partition("(")[0]
