"""Reading what the firm is paid: the one door to agreements on fees, invoices and time."""

from django.db.models import QuerySet

from cases.models import FeeAgreement, FeeInvoice, TimeEntry


def fee_agreement_list() -> QuerySet[FeeAgreement]:
    """Agreements with clients on fees."""
    return FeeAgreement.objects.all()


def fee_invoice_list() -> QuerySet[FeeInvoice]:
    """Fees that were asked of clients, void ones among them."""
    return FeeInvoice.objects.all()


def time_entry_list() -> QuerySet[TimeEntry]:
    """Time that members worked."""
    return TimeEntry.objects.all()
