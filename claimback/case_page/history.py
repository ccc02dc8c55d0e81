"""The latest changes of what a case's page shows, with who made them."""

from collections.abc import Iterable
from itertools import chain
from typing import Any, Final

from django.utils.translation import gettext

from claimback.audit.admin import differences, operation
from claimback.audit.selectors import entries_of
from claimback.case_page.matrix import DenialRows
from claimback.tenancy.admin_show import instant, page_of, words
from claimback.tenancy.selectors import member_list

CHANGES_SHOWN: Final = 30


def rows_of(matrix: Iterable[DenialRows]) -> list[Any]:
    """The denials with their grounds and answers, as rows."""
    return [
        row
        for part in matrix
        for row in (part.denial, *chain.from_iterable((g.ground, g.rebuttal) for g in part.grounds))
    ]


def history(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """The latest changes of these rows. Two statements."""
    names = {row.id: row.user.name for row in member_list().select_related("user")}
    told = {row.pk: str(row) for row in rows}
    entries = entries_of(told)[:CHANGES_SHOWN]
    return [
        {
            "when": instant(entry.at),
            "who": names.get(entry.member_id, gettext("The system"))
            if entry.member_id
            else gettext("The system"),
            "what": f"{words(entry.table.partition('_')[2])} {operation(entry)}",
            "changed": ", ".join(words(name.removesuffix("_id")) for name, _, _ in differences(entry))
            if entry.before
            else "",
            "of": told[entry.row_id],
            "page": page_of(entry),
        }
        for entry in entries
    ]
