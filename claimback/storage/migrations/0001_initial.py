import claimback.audit.models
import claimback.kernel.clock
import claimback.kernel.ids
import claimback.tenancy.models
import claimback.tenancy.row_security
import claimback.tenancy.scope
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_triggers'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
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
                ('state', models.CharField(choices=[('awaited', 'awaited'), ('received', 'received'), ('kept', 'kept'), ('refused', 'refused')], default='awaited', max_length=20)),
                ('refusal', models.TextField(blank=True, help_text='Why it was refused, and the remedy.')),
                ('refusal_code', models.CharField(blank=True, help_text='Stable; made for programs.', max_length=40)),
                ('attempts', models.PositiveSmallIntegerField(default=0, help_text='Inspections begun that did not end.')),
                ('leased_until', models.DateTimeField(help_text='A worker inspects it until then.', null=True)),
                ('key', models.CharField(max_length=300)),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('uploaded_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
            ],
            options={
                'verbose_name': 'file',
                'indexes': [models.Index(condition=models.Q(('state', 'received')), fields=['firm', 'updated_at'], name='storage_storedfile_waiting'), models.Index(fields=['firm', 'sha256'], name='storage_storedfile_sha256')],
                'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='storage_storedfile_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='storage_storedfile_of_firm'), claimback.tenancy.row_security.FirmReference(field='uploaded_by', name='storage_storedfile_uploaded_by_ref'), claimback.audit.models.Audited(leaving_out=('attempts', 'leased_until'), name='storage_storedfile_audit')],
            },
        ),
        migrations.CreateModel(
            name='Access',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('purpose', models.CharField(max_length=80)),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('member', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                ('file', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='accesses', to='storage.storedfile')),
            ],
            options={
                'verbose_name_plural': 'accesses',
                'indexes': [models.Index(fields=['firm', 'created_at', 'id'], name='storage_access_created')],
                'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='storage_access_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='storage_access_of_firm'), claimback.tenancy.row_security.FirmReference(field='file', name='storage_access_file_ref'), claimback.tenancy.row_security.FirmReference(field='member', name='storage_access_member_ref'), claimback.audit.models.Audited(leaving_out=(), name='storage_access_audit')],
            },
        ),
    ]
