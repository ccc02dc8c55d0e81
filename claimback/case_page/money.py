"""The money of a case on its page: damages by head in each state, what each coverage pays, and the estimates."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.catalogue.heads import CLASSES, head_labels
from cases.damages_summary import summary_of
from cases.models import Case, Cost, DamageItem, FeeAgreement, FeeInvoice, LedgerTransaction, Lien, Statement
from cases.selectors.money import estimate_list
from cases.settlement.summary import CoverageSums, Sums
from claimback.case_page.counts import of_case
from claimback.tenancy.admin_show import Section, day, items, link, list_of, money, to

_BOOKS: Final = (
    (_("Transactions"), LedgerTransaction),
    (_("Liens"), Lien),
    (_("Costs"), Cost),
    (_("Fee invoices"), FeeInvoice),
    (_("Statements"), Statement),
)


def panel(case: Case) -> dict[str, Any]:
    """What this part of the page shows, and how many items have no proof yet. Six statements."""
    summary = summary_of(case)
    return {
        "damages": _damages(case, summary.heads, summary.classes, summary.whole),
        "coverages": _coverages(summary.coverages),
        "estimates": _estimates(case),
        "needs": summary.needs,
        "measures": summary.measures,
        "unproven": summary.whole.unproven,
        "count": summary.whole.items,
        "all": of_case(DamageItem, case),
        "agreements": of_case(FeeAgreement, case),
        "books": [(name, of_case(model, case)) for name, model in _BOOKS],
    }


def _damages(case: Case, heads: Sequence[Sums], classes: Sequence[Sums], whole: Sums) -> Section:
    """Each head with a link to its items, each class where there are several, and all."""
    labels = head_labels()
    rows = [
        [
            link(
                labels[each.name], list_of(DamageItem, f"case__id__exact={case.pk}&head__exact={each.name}")
            ),
            *_states(each),
        ]
        for each in heads
    ]
    if len(classes) > 1:
        rows += [[gettext(CLASSES[each.name]), *_states(each)] for each in classes]
    if len(heads) > 1:
        rows.append([gettext("All"), *_states(whole)])
    return Section(
        gettext("Damages"),
        [
            gettext("Head"),
            gettext("Items"),
            gettext("Without proof"),
            gettext("Claimed"),
            gettext("Supported"),
            gettext("Approved"),
            gettext("Paid"),
        ],
        rows,
        gettext(
            "Nothing is claimed yet. Claim the first item: what it comes to is reckoned with its working."
        ),
    )


def _states(sums: Sums) -> list[Any]:
    amounts = (sums.claimed, sums.supported, sums.approved, sums.paid)
    return [sums.items, sums.unproven or "–", *(money(each.amount, each.currency.code) for each in amounts)]


def _coverages(coverages: Sequence[CoverageSums]) -> Section:
    return Section(
        gettext("What coverages pay"),
        [
            gettext("Coverage"),
            gettext("Loss"),
            gettext("Deductible"),
            gettext("Limit"),
            gettext("Payable now"),
            gettext("Held back"),
            gettext("Paid"),
            gettext("Unpaid"),
            gettext("Working"),
        ],
        [
            [
                each.name,
                _plain(each.loss),
                _plain(each.deductible),
                _plain(each.limit) if each.limit is not None else "–",
                _plain(each.now),
                _plain(each.held_back),
                _plain(each.paid),
                _plain(each.unpaid),
                items(f"{step.said}: {step.amount.amount:,.2f}" for step in each.steps),
            ]
            for each in coverages
        ],
        gettext("No loss falls under a coverage yet."),
    )


def _plain(amount: Any) -> str:
    return f"{amount.amount:,.2f}"


def _estimates(case: Case) -> Section:
    rows = estimate_list().filter(case_id=case.pk, state="current").order_by("side", "-dated_on", "-id")
    return Section(
        gettext("Estimates"),
        [
            gettext("Whose"),
            gettext("Of"),
            gettext("Title"),
            gettext("Lines"),
            gettext("Replacement cost"),
            gettext("Actual cash value"),
        ],
        [
            [
                to(row),
                day(row.dated_on),
                row.title,
                row.lines_count,
                money(row.rcv, row.currency),
                money(row.acv, row.currency),
            ]
            for row in rows
        ],
        gettext("No estimate yet. Enter ours and the insurer's: their pages hold them side by side."),
    )
