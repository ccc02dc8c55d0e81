"""A reading as a job: the file that it reads, what it waits for, and what became of its proposals."""

import django.db.models.deletion
from django.db import migrations, models

from claimback.kernel.tables import together

import claimback.audit.models
import claimback.tenancy.models
import claimback.tenancy.row_security

# The scanner may look at the table already.
WAITING_READINGS = """
GRANT SELECT (waits_for_text) ON letters_reading TO claimback_scanner;
SET LOCAL ROLE claimback_scanner;
CREATE OR REPLACE FUNCTION scanner.waiting_readings(_limit integer) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.firm_id, t.id FROM letters_reading t
    WHERE t.state IN ('requested', 'reading') AND NOT t.waits_for_text ORDER BY t.updated_at LIMIT _limit
$$;
RESET ROLE;
"""

FILE_OF_DOCUMENT = """
UPDATE letters_reading r SET file_id = d.file_id FROM cases_document d
WHERE r.file_id IS NULL AND d.firm_id = r.firm_id AND d.id = r.document_id
"""


def _file(**more: object) -> claimback.tenancy.models.FirmForeignKey:
    return claimback.tenancy.models.FirmForeignKey(
        db_constraint=False,
        db_index=False,
        help_text="That the document had when it was read.",
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="storage.storedfile",
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_rights_and_scanner"),
        ("letters", "0002_sharing_and_scanner"),
        ("storage", "0002_rights_and_scanner"),
        ("tenancy", "0003_alerts"),
    ]

    operations = together([
        migrations.RemoveConstraint(model_name="reading", name="letters_reading_audit"),
        migrations.RemoveIndex(model_name="reading", name="letters_reading_waiting"),
        migrations.AddField(model_name="reading", name="file", field=_file(null=True)),
        migrations.RunSQL(FILE_OF_DOCUMENT),
        migrations.AlterField(model_name="reading", name="file", field=_file()),
        migrations.AddField(
            model_name="reading",
            name="corrections",
            field=models.JSONField(
                help_text="What was kept of the findings, changed, added and removed: labels.", null=True
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="waits_for_text",
            field=models.BooleanField(
                default=False,
                help_text="The text of its pages is being looked for. It is read when that has ended.",
            ),
        ),
        migrations.AlterField(
            model_name="reading",
            name="state",
            field=models.CharField(
                choices=[
                    (s, s) for s in ("requested", "reading", "failed", "read", "confirmed", "set_aside")
                ],
                default="requested",
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(
                condition=models.Q(("state__in", ("requested", "reading")), ("waits_for_text", False)),
                fields=["updated_at"],
                name="letters_reading_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=claimback.tenancy.row_security.FirmReference(
                field="file", name="letters_reading_file_ref"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=claimback.audit.models.Audited(
                leaving_out=("pages", "findings", "attempts", "waits_for_text"),
                name="letters_reading_audit",
                veiled=(),
            ),
        ),
        migrations.RunSQL(WAITING_READINGS),
    ])
