import claimback.audit.models
import claimback.kernel.clock
import claimback.kernel.ids
import claimback.kernel.tables
import claimback.tenancy.models
import claimback.tenancy.row_security
import claimback.tenancy.scope
import claimback.tenancy.walls
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_triggers'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        claimback.kernel.tables.CreateModels([
            migrations.CreateModel(
                name='StoredFile',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('name', models.CharField(help_text='The name that the uploader gave it.', max_length=255)),
                    ('announced_size', models.BigIntegerField(help_text='In bytes.')),
                    ('announced_sha256', models.CharField(blank=True, max_length=64)),
                    ('size', models.BigIntegerField(help_text='In bytes, as it was counted.', null=True)),
                    ('sha256', models.CharField(blank=True, help_text='As it was computed here.', max_length=64)),
                    ('media_type', models.CharField(blank=True, help_text='As its content shows, not its name.', max_length=100)),
                    ('pages', models.PositiveIntegerField(null=True)),
                    ('state', models.CharField(choices=[('awaited', 'awaited'), ('received', 'received'), ('quarantined', 'quarantined'), ('kept', 'kept'), ('refused', 'refused'), ('abandoned', 'abandoned'), ('disposed', 'disposed')], default='awaited', max_length=20)),
                    ('refusal', models.TextField(blank=True, help_text='Why it was refused, and the remedy.')),
                    ('refusal_code', models.CharField(blank=True, help_text='Stable; made for programs.', max_length=40)),
                    ('attempts', models.PositiveSmallIntegerField(default=0, help_text='Inspections, then readings, begun that did not end.')),
                    ('leased_until', models.DateTimeField(help_text='A worker inspects or reads it until then.', null=True)),
                    ('text_state', models.CharField(choices=[('unread', 'unread'), ('searchable', 'searchable'), ('not_searchable', 'not_searchable')], default='unread', help_text='Whether the words in it can be searched: some page has text.', max_length=20)),
                    ('text_reason', models.CharField(blank=True, choices=[('ocr_not_installed', 'ocr_not_installed'), ('no_text', 'no_text'), ('kind_not_read', 'kind_not_read'), ('too_large', 'too_large'), ('cut_short', 'cut_short'), ('reading_failed', 'reading_failed'), ('encrypted', 'encrypted'), ('damaged', 'damaged')], help_text='Why a page of it, or all of it, has no text.', max_length=30)),
                    ('text_pages', models.PositiveIntegerField(default=0, help_text='Pages whose text was looked for.')),
                    ('scanned_at', models.DateTimeField(help_text='When it was scanned for malware.', null=True)),
                    ('scanner', models.CharField(blank=True, help_text='What scanned it; empty where none is set up.', max_length=100)),
                    ('upload_id', models.TextField(blank=True, editable=False, help_text="The store's name of an upload in parts.")),
                    ('part_size', models.BigIntegerField(help_text='In bytes, where it is sent in parts.', null=True)),
                    ('key', models.CharField(blank=True, help_text='Empty once its bytes were removed.', max_length=300)),
                    ('uploaded_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                ],
                options={
                    'verbose_name': 'file',
                    'indexes': [models.Index(condition=models.Q(('state', 'received')), fields=['firm', 'updated_at'], name='storage_storedfile_waiting'), models.Index(condition=models.Q(('state', 'kept'), ('text_state', 'unread')), fields=['firm', 'updated_at'], name='storage_storedfile_unread'), models.Index(condition=models.Q(('state', 'awaited')), fields=['firm', 'created_at'], name='storage_storedfile_awaited'), models.Index(condition=models.Q(('state', 'disposed'), models.Q(('key', ''), _negated=True)), fields=['firm', 'updated_at'], name='storage_storedfile_disposed'), models.Index(fields=['firm', 'sha256'], name='storage_storedfile_sha256')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='storage_storedfile_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='storage_storedfile_of_firm'), claimback.tenancy.row_security.FirmReference(field='uploaded_by', name='storage_storedfile_uploaded_by_ref'), claimback.audit.models.Audited(leaving_out=('attempts', 'leased_until', 'text_pages', 'upload_id'), name='storage_storedfile_audit', veiled=())],
                },
            ),
            migrations.CreateModel(
                name='FilePage',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('file', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='page_texts', to='storage.storedfile')),
                    ('number', models.PositiveIntegerField(help_text='From 1.')),
                    ('text', models.TextField(blank=True)),
                    ('heading', models.TextField(blank=True, help_text="Above it: an e-mail's headers, an attachment's or a sheet's name.")),
                    ('method', models.CharField(blank=True, choices=[('pdf_text', "The PDF's own text"), ('docx', 'Word document'), ('xlsx', 'Excel workbook'), ('email', 'E-mail'), ('plain', 'Plain text'), ('ocr', 'Recognised on a picture (OCR)')], help_text='How the text was found.', max_length=10)),
                    ('reason', models.CharField(blank=True, choices=[('ocr_not_installed', 'ocr_not_installed'), ('no_text', 'no_text'), ('kind_not_read', 'kind_not_read'), ('too_large', 'too_large'), ('cut_short', 'cut_short'), ('reading_failed', 'reading_failed'), ('encrypted', 'encrypted'), ('damaged', 'damaged')], help_text='Why it has none, or less.', max_length=30)),
                    ('confidence', models.PositiveSmallIntegerField(help_text='Of recognised text, from 0 to 100.', null=True)),
                ],
                options={
                    'verbose_name': 'page',
                    'indexes': [models.Index(fields=['firm', 'number', 'id'], name='storage_filepage_by_number')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='storage_filepage_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='storage_filepage_of_firm'), claimback.tenancy.row_security.FirmReference(field='file', name='storage_filepage_file_ref'), claimback.tenancy.walls.BehindWall(name='storage_filepage_wall', of='storage_storedfile', parent='file_id', portal='false'), models.UniqueConstraint(fields=('firm', 'file', 'number'), name='storage_filepage_number')],
                },
            ),
            migrations.CreateModel(
                name='Access',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('file', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='accesses', to='storage.storedfile')),
                    ('member', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                    ('purpose', models.CharField(max_length=80)),
                ],
                options={
                    'verbose_name_plural': 'accesses',
                    'indexes': [models.Index(fields=['firm', 'created_at', 'id'], name='storage_access_created')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='storage_access_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='storage_access_of_firm'), claimback.tenancy.row_security.FirmReference(field='file', name='storage_access_file_ref'), claimback.tenancy.row_security.FirmReference(field='member', name='storage_access_member_ref'), claimback.audit.models.Audited(leaving_out=(), name='storage_access_audit', veiled=())],
                },
            ),
            migrations.CreateModel(
                name='Thumbnail',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('file', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='thumbnails', to='storage.storedfile')),
                    ('number', models.PositiveIntegerField(help_text='Of the page, from 1.')),
                    ('state', models.CharField(choices=[('asked', 'asked'), ('made', 'made'), ('failed', 'failed')], default='asked', max_length=10)),
                    ('attempts', models.PositiveSmallIntegerField(default=0, help_text='Begun and not ended.')),
                    ('leased_until', models.DateTimeField(help_text='A worker draws it until then.', null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'asked')), fields=['firm', 'created_at'], name='storage_thumbnail_asked'), models.Index(fields=['firm', 'number', 'id'], name='storage_thumbnail_by_number')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='storage_thumbnail_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='storage_thumbnail_of_firm'), claimback.tenancy.row_security.FirmReference(field='file', name='storage_thumbnail_file_ref'), claimback.tenancy.walls.BehindWall(name='storage_thumbnail_wall', of='storage_storedfile', parent='file_id', portal='false'), models.UniqueConstraint(fields=('firm', 'file', 'number'), name='storage_thumbnail_number')],
                },
            ),
        ]),
    ]
