"""The rows that reports count, each with its day, and what it took or is worth. Nothing is counted here."""

from typing import Any, Final

from django.db.models import Case as Choose
from django.db.models import DecimalField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Least, NullIf

from cases.models.case import NO_DATE
from cases.selectors import cases_kept, denial_list, event_list, ground_list
from cases.selectors.fees import fee_invoice_list
from cases.selectors.ledger import ledger_entry_list, ledger_transaction_list
from cases.selectors.money import damage_list
from cases.selectors.negotiation import offer_list, settled_part_list
from cases.settlement.ledger import FEES as EARNED
from cases.settlement.negotiation import INSURER
from cases.vocabulary import PAYMENTS
from deadlines.scorecard.selectors import decided_appeals, first_of, happened, with_fate

Rows = QuerySet[Any]
RECEIVED: Final = ("receipt", "interest")
_AMOUNT: Final = DecimalField(max_digits=20, decimal_places=2)


def grounds() -> Rows:
    """Grounds of the insurers' denials, with the `fate` of each."""
    return with_fate(ground_list().filter(denial__decided_by="insurer"), "denial__")


def denials() -> Rows:
    """Denials of the insurers, with the `fate` of each."""
    return with_fate(denial_list().filter(decided_by="insurer"), "")


def cases() -> Rows:
    """Cases that are not deleted."""
    return cases_kept()


def intakes() -> Rows:
    """Cases from the day on which they came in to that on which they left intake for work."""
    return _took(cases_kept().annotate(since=F("opened_on"), until=F("taken_on")))


def appeals_sent() -> Rows:
    """Denials from the day on which they were received, or else dated, to that on which the first appeal was sent."""
    about = Q(denial=None) | Q(denial=OuterRef("id"))
    sent = happened(["appeal_sent"], "case_id").filter(about, on__gte=OuterRef("letter_date"))
    rows = denial_list().filter(decided_by="insurer")
    return _took(rows.annotate(since=Coalesce("received_on", "letter_date"), until=first_of(sent, "on")))


def appeals_decided() -> Rows:
    """Appeals from the day on which the insurer had them to that of its decision."""
    return _took(decided_appeals().annotate(until=F("decided_on")))


def offers_paid() -> Rows:
    """Offers whose acceptance stands, from the day on which they were put to that of the first payment after it."""
    agreed = settled_part_list().filter(offer_id=OuterRef("id"), set_aside_on=None).values("offer_id")
    agreed_on = Subquery(agreed.annotate(first=Min("agreed_on")).values("first"))
    after: dict[str, Any] = {"case_id": OuterRef("case_id"), "on__gte": OuterRef("agreed_on")}
    received = ledger_transaction_list().filter(kind="receipt", reversed_by=None, **after)
    told = event_list().filter(kind__in=PAYMENTS, withdrawn=False, **after)
    rows = offer_list().filter(state="accepted").exclude(made_on=NO_DATE).annotate(agreed_on=agreed_on)
    paid = Least(first_of(received, "on"), first_of(told, "on"))
    return _took(rows.annotate(since=F("made_on"), until=paid))


def claimed() -> Rows:
    """Cases with what is `worth`: the damages that stand, or else what the case says was claimed."""
    standing = damage_list().filter(case_id=OuterRef("id")).exclude(state="withdrawn").order_by()
    summed = Subquery(standing.values("case_id").annotate(sum=Sum("claimed")).values("sum"))
    worth = Coalesce(NullIf(summed, Value(0)), F("amount_claimed"), output_field=_AMOUNT)
    return cases_kept().annotate(worth=worth).filter(worth__isnull=False)


def offered() -> Rows:
    """The last offer of the insurer in each case."""
    put = offer_list().filter(side=INSURER).exclude(state__in=("draft", "withdrawn"))
    later = put.filter(case_id=OuterRef("case_id"), number__gt=OuterRef("number"))
    return put.filter(~Exists(later)).exclude(made_on=NO_DATE).annotate(worth=F("amount"))


def agreed() -> Rows:
    """What was agreed for parts of claims, and stands."""
    return settled_part_list().filter(set_aside_on=None).annotate(worth=F("amount"))


def received() -> Rows:
    """Payments and interest of insurers on the ledgers; what was given back of them is below nought."""
    rows = ledger_transaction_list().filter(Exists(_on_the_ledger()), reversed_by=None)
    back = When(kind="refund", then=-F("amount"))
    worth = Choose(back, default=F("amount"), output_field=_AMOUNT)
    return rows.filter(kind__in=(*RECEIVED, "refund")).annotate(worth=worth)


def payments_told() -> Rows:
    """Payments that are recorded as facts, of cases whose ledger has none yet."""
    told = event_list().filter(kind__in=PAYMENTS, withdrawn=False, amount__isnull=False)
    return told.filter(~Exists(_on_the_ledger())).annotate(worth=F("amount"))


def invoiced() -> Rows:
    """Fees that were asked of clients, void ones left out."""
    return fee_invoice_list().filter(state="issued").annotate(worth=F("amount"))


def fees_paid() -> Rows:
    """Fees that were taken out of trust, by what they brought the firm; reversed ones left out."""
    earned = ledger_entry_list().filter(
        account=EARNED, transaction__kind="fee", transaction__reversed_by=None
    )
    about = {"worth": -F("amount"), "on": F("transaction__on"), "currency": F("transaction__currency")}
    rows: Rows = earned.annotate(**about)
    return rows


def _on_the_ledger() -> Rows:
    return ledger_transaction_list().filter(case_id=OuterRef("case_id"), kind__in=RECEIVED, reversed_by=None)


def _took(rows: Rows) -> Rows:
    """Of these rows those that came to their end, and not before their beginning."""
    ended: Rows = rows.filter(until__gte=F("since"))
    return ended
