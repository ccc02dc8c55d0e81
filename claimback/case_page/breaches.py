"""What others missed on a case, on its page: by how many days, by which rule, and what the law makes them pay."""

from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext

from cases.models import Case
from claimback.case_page.counts import of_case
from claimback.tenancy.admin_show import badge, day, page_of, words
from deadlines.admin import due
from deadlines.admin.breaches import comes_to
from deadlines.breach_money import BreachMoney, breaches_money
from deadlines.models import Breach
from deadlines.selectors import breach_list


def breaches(case: Case, on: date) -> dict[str, Any]:
    """The breaches that stand, the longest late first, and the list of them all.

    One statement, and at most four more where a rule that was broken gives money.
    """
    found = breach_list(on).filter(case_id=case.pk).exclude(state="withdrawn")
    rows = list(found.select_related("started_by").order_by("due_on", "id"))
    return {
        "rows": [_breach(row, owed) for row, owed in zip(rows, breaches_money(case, rows), strict=True)],
        "all": of_case(Breach, case),
    }


def _breach(row: Any, owed: BreachMoney) -> dict[str, Any]:
    late = ngettext("%(n)s day late", "%(n)s days late", row.days_late) % {"n": row.days_late}
    return {
        "row": row,
        "page": page_of(row),
        "due": due(row),
        "late": badge(late, tone="bad" if row.state == "open" else "plain"),
        "state": badge(row.state),
        "done": day(row.cured_on) if row.cured_on else "",
        "since": str(row.started_by) if row.started_by else gettext("The loss"),
        "proof": badge(row.start_proof) if row.start_proof else badge(gettext("not proven"), tone="warn"),
        "money": [(words(item.kind).capitalize(), comes_to(item), item) for item in owed.reckoned],
    }
