"""Tables that are append-only by rights; and what of cases is due, across firms."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql

# The log of contact: a correction is a new entry. A demand is a fact. A locked record is replaced by another one. What
# a document was, and when evidence came into the record, is not written again.
APPEND_ONLY = """
REVOKE UPDATE, DELETE ON cases_correspondence, cases_peertopeer, cases_claimfilerequest, cases_administrativerecord,
    cases_formerversion, cases_recordentry, cases_correction FROM claimback_app
"""

# A day is over everywhere once it is over at UTC-12.
LAPSED_PROMISES = due_rows_sql(
    "lapsed_promises",
    table="cases_promise",
    columns=["state", "due_on"],
    due="t.state IN ('open', 'confirmed') AND t.due_on < (now() AT TIME ZONE 'Etc/GMT+12')::date",
    order="t.due_on",
)

# Not before its file was inspected, for which a sweep of a minute is time enough.
RECEIVED_MAIL = due_rows_sql(
    "received_mail",
    table="cases_receivedmail",
    columns=["state", "received_at"],
    due="t.state = 'received'",
    order="t.received_at",
)

DUE_IMPORTS = due_rows_sql(
    "due_imports",
    table="cases_importjob",
    columns=["state", "leased_until", "updated_at"],
    due="t.state IN ('waiting', 'checking', 'running', 'undoing')"
    " AND (t.leased_until IS NULL OR t.leased_until < now())",
    order="t.updated_at",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_names_are_kept"), ("tenancy", "0002_front_door")]

    operations = [migrations.RunSQL(sql) for sql in (APPEND_ONLY, LAPSED_PROMISES, RECEIVED_MAIL, DUE_IMPORTS)]
