"""A page of cases is read from the index of its order, in a firm of any size and from any cursor.

PostgreSQL keeps one plan for all firms, made for one of average size; among many small firms that plan reads and sorts
the whole of a big one. It is told that there are ten firms: for a firm that has a tenth of all cases no plan but the
index is good, and in a small one it is as good as any.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("cases", "0024_tasks_in_order"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE cases_case ALTER COLUMN firm_id SET (n_distinct = 10)",
            "ALTER TABLE cases_case ALTER COLUMN firm_id RESET (n_distinct)",
        ),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(fields=["firm", "status", "opened_on", "id"], name="cases_case_status_opened"),
        ),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                fields=["firm", "status", "updated_at", "id"], name="cases_case_status_updated"
            ),
        ),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(fields=["firm", "status", "number", "id"], name="cases_case_status_number"),
        ),
        AddIndexConcurrently(
            model_name="client",
            index=models.Index(fields=["firm", "id"], include=("name",), name="cases_client_named"),
        ),
        AddIndexConcurrently(
            model_name="insurer",
            index=models.Index(fields=["firm", "id"], include=("name",), name="cases_insurer_named"),
        ),
        migrations.RunSQL("ANALYZE cases_case", migrations.RunSQL.noop),
    ]
