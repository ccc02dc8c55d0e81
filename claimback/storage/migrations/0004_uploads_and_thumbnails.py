"""Uploads in parts, scanning, thumbnails, disposal; and what of it waits for a worker."""

import claimback.audit.models
import claimback.kernel.clock
import claimback.kernel.ids
import claimback.tenancy.models
import claimback.tenancy.row_security
import claimback.tenancy.scope
import claimback.tenancy.walls
import django.db.models.deletion
from django.db import migrations, models

from claimback.tenancy.scanner import due_rows_sql


ASKED_THUMBNAILS = due_rows_sql(
    "asked_thumbnails",
    table="storage_thumbnail",
    columns=["state", "created_at", "leased_until"],
    due="t.state = 'asked' AND (t.leased_until IS NULL OR t.leased_until < now())",
    order="t.created_at",
)

# The scanner may look at the table of files already. A week: GIVEN_UP_AFTER in multipart.py.
FILES = """
GRANT SELECT (created_at, key) ON storage_storedfile TO claimback_scanner;
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.abandoned_uploads(_limit integer) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.firm_id, t.id FROM storage_storedfile t
    WHERE t.state = 'awaited' AND t.created_at < now() - interval '7 days' ORDER BY t.created_at LIMIT _limit
$$;
CREATE FUNCTION scanner.disposed_files(_limit integer) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.firm_id, t.id FROM storage_storedfile t
    WHERE t.state = 'disposed' AND t.key <> '' ORDER BY t.updated_at LIMIT _limit
$$;
RESET ROLE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('storage', '0003_text'),
        ('tenancy', '0005_refusals'),
    ]

    operations = [
        migrations.CreateModel(
            name='Thumbnail',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.PositiveIntegerField(help_text='Of the page, from 1.')),
                ('state', models.CharField(choices=[('asked', 'asked'), ('made', 'made'), ('failed', 'failed')], default='asked', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0, help_text='Begun and not ended.')),
                ('leased_until', models.DateTimeField(help_text='A worker draws it until then.', null=True)),
                ('file', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='thumbnails', to='storage.storedfile')),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'asked')), fields=['firm', 'created_at'], name='storage_thumbnail_asked'), models.Index(fields=['firm', 'number', 'id'], name='storage_thumbnail_by_number')],
                'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='storage_thumbnail_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='storage_thumbnail_of_firm'), claimback.tenancy.row_security.FirmReference(field='file', name='storage_thumbnail_file_ref'), claimback.tenancy.walls.BehindWall(name='storage_thumbnail_wall', of='storage_storedfile', parent='file_id', portal='false'), models.UniqueConstraint(fields=('firm', 'file', 'number'), name='storage_thumbnail_number')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='storedfile',
            name='storage_storedfile_audit',
        ),
        migrations.AddField(
            model_name='storedfile',
            name='part_size',
            field=models.BigIntegerField(help_text='In bytes, where it is sent in parts.', null=True),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='scanned_at',
            field=models.DateTimeField(help_text='When it was scanned for malware.', null=True),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='scanner',
            field=models.CharField(blank=True, help_text='What scanned it; empty where none is set up.', max_length=100),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='upload_id',
            field=models.TextField(blank=True, editable=False, help_text="The store's name of an upload in parts."),
        ),
        migrations.AlterField(
            model_name='storedfile',
            name='key',
            field=models.CharField(blank=True, help_text='Empty once its bytes were removed.', max_length=300),
        ),
        migrations.AlterField(
            model_name='storedfile',
            name='state',
            field=models.CharField(choices=[('awaited', 'awaited'), ('received', 'received'), ('quarantined', 'quarantined'), ('kept', 'kept'), ('refused', 'refused'), ('abandoned', 'abandoned'), ('disposed', 'disposed')], default='awaited', max_length=20),
        ),
        migrations.AddIndex(
            model_name='storedfile',
            index=models.Index(condition=models.Q(('state', 'awaited')), fields=['firm', 'created_at'], name='storage_storedfile_awaited'),
        ),
        migrations.AddIndex(
            model_name='storedfile',
            index=models.Index(condition=models.Q(('state', 'disposed'), models.Q(('key', ''), _negated=True)), fields=['firm', 'updated_at'], name='storage_storedfile_disposed'),
        ),
        migrations.AddConstraint(
            model_name='storedfile',
            constraint=claimback.audit.models.Audited(leaving_out=('attempts', 'leased_until', 'text_pages', 'upload_id'), name='storage_storedfile_audit', veiled=()),
        ),
        migrations.RunSQL(ASKED_THUMBNAILS),
        migrations.RunSQL(FILES),
    ]
