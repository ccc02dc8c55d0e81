"""Many rows in one statement. What an import writes: row by row it would take longer by an order of magnitude.

Rows are checked before. The audit, the walls and the firm's scope hold as for any other row: PostgreSQL sees to them.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, transaction

from claimback.tenancy.models import FirmRow

_APART: Final = "\x1f"
_NOTHING: Final = "\x1e"
SAID: Final = "unnest(string_to_array(%s, chr(31), chr(30)))"
"""SQL of the texts that `said` made one parameter of.

A batch has thousands. Each as a parameter of its own would cost both sides more than what is done with it, a driver
takes a second to write as many arrays, and PostgreSQL reads JSON at twice the price of this.
"""


def said(values: Sequence[Any]) -> str:
    """Values as one text, for `SAID`: what PostgreSQL reads of each, None for NULL.

    Raises ValueError where a value has a separator in it; a cell that was read has none, for they count as blanks.
    """
    try:
        text = _APART.join(values)
    except TypeError:
        text = _APART.join([_NOTHING if value is None else str(value) for value in values])
    if text.count(_APART) >= max(1, len(values)) or text.count(_NOTHING) > values.count(None):
        raise ValueError("A value holds a separator of units or of records.")
    return text


def rows_insert(
    model: type[FirmRow], columns: Mapping[str, Sequence[Any]], constants: Mapping[str, Any]
) -> set[str]:
    """Add rows by their columns, equally long, `id` among them as texts; `constants` and defaults fill the rest.

    A column of arrays has the words of each as one text. A row whose unique key is taken is passed over: returns the
    ids of such.
    """
    ids = columns["id"]
    if not ids:
        return set()
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    # What all rows have alike is said once.
    alike = {
        name: values[0]
        for name, values in columns.items()
        if name != "id" and values[0] == values[-1] and values.count(values[0]) == len(values)
    }
    given = {by_name[name]: values for name, values in columns.items() if name not in alike}
    filled = {name: field.get_default() for name, field in by_name.items() if name not in columns}
    filled |= constants
    filled |= {name: value.split() if _is_array(by_name[name]) else value for name, value in alike.items()}
    once = {by_name[name]: value for name, value in filled.items()}
    names = ", ".join(f'"{field.column}"' for field in (*once, *given))
    values = ", ".join([*(f"%s::{_type(field)}" for field in once), *map(_each, given)])
    statement = f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {values}'
    parameters = [field.get_db_prep_save(value, connection) for field, value in once.items()]
    parameters += map(said, given.values())
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement, parameters)
        except IntegrityError:
            # Looking for a taken key before each row costs a third more, and hardly ever is one taken.
            cursor.execute(f"{statement} ON CONFLICT DO NOTHING RETURNING id::text", parameters)
            return set(ids) - {id for (id,) in cursor.fetchall()}
    return set()


def rows_having(
    model: type[FirmRow], column: str, texts: Collection[str], read: Sequence[str]
) -> list[tuple[Any, ...]]:
    """The rows of the scope whose text in `column` is one of these: of each the columns `read`.

    Each text is looked up in the index, whatever PostgreSQL believes of the table: a table that a running import fills
    has outgrown what was last counted of it, and a join would then read the whole firm for each batch.
    """
    table, wanted = model._meta.db_table, ", ".join(f'found."{name}"' for name in read)
    statement = (
        f"SELECT {wanted} FROM {SAID} AS said (value) CROSS JOIN LATERAL"  # noqa: S608 - names of ours
        f' (SELECT * FROM "{table}" WHERE "{column}" = said.value AND "{column}" <> \'\' OFFSET 0) found'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [said(list(texts))])
        return list(cursor.fetchall())


def _is_array(field: Any) -> bool:
    return isinstance(field, ArrayField)


def _each(field: Any) -> str:
    return f"string_to_array({SAID}, ' ')" if _is_array(field) else f"{SAID}::{_type(field)}"


def _type(field: Any) -> str:
    """The column's type without its length: what is too long is refused, and not cut."""
    kind = str(field.db_type(connection))
    return "text" if kind.startswith("varchar") else kind.partition("(")[0]
