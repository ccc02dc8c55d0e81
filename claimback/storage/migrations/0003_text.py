"""The text of kept files, page by page, and the files whose text was not looked for yet."""

import claimback.audit.models
import claimback.kernel.clock
import claimback.kernel.ids
import claimback.tenancy.models
import claimback.tenancy.row_security
import claimback.tenancy.scope
import claimback.tenancy.walls
import django.db.models.deletion
from django.db import migrations, models


# The scanner may look at the table already; kept files whose text was not looked for to the end.
UNREAD_FILES = """
GRANT SELECT (text_state) ON storage_storedfile TO claimback_scanner;
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.unread_files(_limit integer) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.firm_id, t.id FROM storage_storedfile t
    WHERE t.state = 'kept' AND t.text_state = 'unread' AND (t.leased_until IS NULL OR t.leased_until < now())
    ORDER BY t.updated_at LIMIT _limit
$$;
RESET ROLE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('storage', '0002_rights_and_scanner'),
        ('tenancy', '0005_refusals'),
    ]

    operations = [
        migrations.CreateModel(
            name='FilePage',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.PositiveIntegerField(help_text='From 1.')),
                ('text', models.TextField(blank=True)),
                ('heading', models.TextField(blank=True, help_text="Above it: an e-mail's headers, an attachment's or a sheet's name.")),
                ('method', models.CharField(blank=True, choices=[('pdf_text', "The PDF's own text"), ('docx', 'Word document'), ('xlsx', 'Excel workbook'), ('email', 'E-mail'), ('plain', 'Plain text'), ('ocr', 'Recognised on a picture (OCR)')], help_text='How the text was found.', max_length=10)),
                ('reason', models.CharField(blank=True, choices=[('ocr_not_installed', 'ocr_not_installed'), ('no_text', 'no_text'), ('kind_not_read', 'kind_not_read'), ('too_large', 'too_large'), ('cut_short', 'cut_short'), ('reading_failed', 'reading_failed'), ('encrypted', 'encrypted'), ('damaged', 'damaged')], help_text='Why it has none, or less.', max_length=30)),
                ('confidence', models.PositiveSmallIntegerField(help_text='Of recognised text, from 0 to 100.', null=True)),
                ('file', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='page_texts', to='storage.storedfile')),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
            ],
            options={
                'indexes': [models.Index(fields=['firm', 'number', 'id'], name='storage_filepage_by_number')],
                'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='storage_filepage_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='storage_filepage_of_firm'), claimback.tenancy.row_security.FirmReference(field='file', name='storage_filepage_file_ref'), claimback.tenancy.walls.BehindWall(name='storage_filepage_wall', of='storage_storedfile', parent='file_id', portal='false'), models.UniqueConstraint(fields=('firm', 'file', 'number'), name='storage_filepage_number')],
                'verbose_name': 'page',
            },
        ),
        migrations.RemoveConstraint(
            model_name='storedfile',
            name='storage_storedfile_audit',
        ),
        migrations.AddField(
            model_name='storedfile',
            name='text_pages',
            field=models.PositiveIntegerField(default=0, help_text='Pages whose text was looked for.'),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='text_reason',
            field=models.CharField(blank=True, choices=[('ocr_not_installed', 'ocr_not_installed'), ('no_text', 'no_text'), ('kind_not_read', 'kind_not_read'), ('too_large', 'too_large'), ('cut_short', 'cut_short'), ('reading_failed', 'reading_failed'), ('encrypted', 'encrypted'), ('damaged', 'damaged')], help_text='Why a page of it, or all of it, has no text.', max_length=30),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='text_state',
            field=models.CharField(choices=[('unread', 'unread'), ('searchable', 'searchable'), ('not_searchable', 'not_searchable')], default='unread', help_text='Whether the words in it can be searched: some page has text.', max_length=20),
        ),
        migrations.AlterField(
            model_name='storedfile',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0, help_text='Inspections, then readings, begun that did not end.'),
        ),
        migrations.AlterField(
            model_name='storedfile',
            name='leased_until',
            field=models.DateTimeField(help_text='A worker inspects or reads it until then.', null=True),
        ),
        migrations.AddIndex(
            model_name='storedfile',
            index=models.Index(condition=models.Q(('state', 'kept'), ('text_state', 'unread')), fields=['firm', 'updated_at'], name='storage_storedfile_unread'),
        ),
        migrations.AddConstraint(
            model_name='storedfile',
            constraint=claimback.audit.models.Audited(leaving_out=('attempts', 'leased_until', 'text_pages'), name='storage_storedfile_audit', veiled=()),
        ),
        migrations.RunSQL(UNREAD_FILES),
    ]
