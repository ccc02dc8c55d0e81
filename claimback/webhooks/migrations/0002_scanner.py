"""What of webhooks waits for a worker, across firms."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql

# Of the chain the scanner reads how far it goes, and no link of it.
CHAIN = """
GRANT SELECT (firm_id, number) ON audit_seal TO claimback_scanner;
CREATE POLICY scanner_reads ON audit_seal FOR SELECT TO claimback_scanner USING (true);
"""

WAITING_ENDPOINTS = due_rows_sql(
    "waiting_endpoints",
    table="webhooks_endpoint",
    columns=["disabled_at", "told_until", "looked_at"],
    due="""t.disabled_at IS NULL
        AND EXISTS (SELECT FROM audit_seal s WHERE s.firm_id = t.firm_id AND s.number > t.told_until)""",
    order="t.looked_at",
)

DUE_DELIVERIES = due_rows_sql(
    "due_deliveries",
    table="webhooks_delivery",
    columns=["state", "next_attempt_at", "lease_until", "endpoint_id"],
    due="""t.state IN ('planned', 'sending') AND t.next_attempt_at <= now()
        AND (t.state = 'planned' OR t.lease_until < now())
        AND EXISTS (SELECT FROM webhooks_endpoint e
            WHERE e.firm_id = t.firm_id AND e.id = t.endpoint_id AND e.disabled_at IS NULL)""",
    order="t.next_attempt_at",
)


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0001_initial"), ("tenancy", "0002_front_door")]

    operations = [migrations.RunSQL(sql) for sql in (CHAIN, WAITING_ENDPOINTS, DUE_DELIVERIES)]
