"""Many rows in one statement. What an import writes: row by row it would take longer by an order of magnitude.

Rows are checked before. The audit, the walls and the firm's scope hold as for any other row: PostgreSQL sees to them.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from claimback.kernel import json as wire
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
    # What all rows have alike is said once: PostgreSQL reads JSON at the price of writing a row.
    alike = {name: value for name, value in rows[0].items() if all(row[name] == value for row in rows)}
    given = [name for name in rows[0] if name not in alike or name == "id"]
    filled = {name: field.get_default() for name, field in by_name.items() if name not in given}
    filled.update(constants)
    filled.update(alike)
    filled.pop("id", None)
    values = [by_name[name].get_db_prep_save(value, connection) for name, value in filled.items()]
    columns = ", ".join(f'"{by_name[name].column}"' for name in (*filled, *given))
    constant = "".join(f"%s::{_type(by_name[name])}, " for name in filled)
    said = ", ".join(f'"{name}" {_type(by_name[name])}' for name in given)
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {constant}said.*'  # noqa: S608
        f" FROM json_to_recordset(%s::json) AS said({said})"
    )
    # As one text of JSON: a driver takes a second to write arrays of as much.
    parameters = [*values, wire.dumps([{name: row[name] for name in given} for row in rows]).decode()]
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement, parameters)
        except IntegrityError:
            # Looking for a taken key before each row costs a third more, and hardly ever is one taken.
            cursor.execute(f"{statement} ON CONFLICT DO NOTHING RETURNING id", parameters)
            return {id for (id,) in cursor.fetchall()}
    return {row["id"] for row in rows}


def _type(field: Any) -> str:
    """The column's type without its length: what is too long is refused, and not cut."""
    kind = str(field.db_type(connection))
    return "text" if kind.startswith("varchar") else kind.partition("(")[0]
