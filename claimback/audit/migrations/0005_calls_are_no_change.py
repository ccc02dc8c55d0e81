"""That a token's calls were counted is no entry of the history, as when it was last used is none."""

from django.db import migrations

from claimback.audit.models import audit_trigger_sql

ANEW = "DROP TRIGGER tenancy_token_audit ON tenancy_token; " + audit_trigger_sql(
    "tenancy_token", "tenancy_token_audit", ("digest", "last_used_at", "calls")
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_entries_said_once"), ("tenancy", "0005_calls_of_tokens")]

    operations = [migrations.RunSQL(ANEW)]
