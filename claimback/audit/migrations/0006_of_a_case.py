"""The history of one case is read by an index, and not by looking through the firm's. Built beside the work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("audit", "0005_calls_are_no_change")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY audit_entry_case ON audit_entry (firm_id, case_id, at)"
            " WHERE case_id IS NOT NULL",
            "DROP INDEX CONCURRENTLY audit_entry_case",
            state_operations=[
                migrations.AddIndex(
                    model_name="entry",
                    index=models.Index(
                        condition=models.Q(("case_id__isnull", False)),
                        fields=["firm", "case_id", "at"],
                        name="audit_entry_case",
                    ),
                )
            ],
        )
    ]
