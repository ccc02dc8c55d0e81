"""Tables of lower floors that a client of the firm sees nothing of."""

from django.db import migrations

from claimback.tenancy.walls import NO_PORTAL

CLOSED_TO_CLIENTS = ";\n".join(
    f"CREATE POLICY {table}_portal ON {table} AS RESTRICTIVE FOR ALL TO claimback_app USING ({NO_PORTAL})"
    for table in (
        "vault_firmkey",
        "firms_connection",
        "firms_signindomain",
        "firms_invitation",
        "firms_supportaccess",
        "firms_notice",
    )
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_sealed"), ("vault", "0002_rights"), ("firms", "0003_people")]

    operations = [migrations.RunSQL(CLOSED_TO_CLIENTS)]
