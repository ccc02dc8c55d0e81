import claimback.kernel.ids
import claimback.kernel.tables
import claimback.tenancy.row_security
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('tenancy', '0001_initial'),
    ]

    operations = [
        claimback.kernel.tables.CreateModels([
            migrations.CreateModel(
                name='Entry',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('at', models.DateTimeField()),
                    ('member_id', models.UUIDField(null=True)),
                    ('case_id', models.UUIDField(help_text='The case that the row belongs to; it decides who reads the entry.', null=True)),
                    ('act', models.CharField(blank=True, max_length=80)),
                    ('request_id', models.CharField(blank=True, max_length=60)),
                    ('table', models.CharField(max_length=60)),
                    ('row_id', models.UUIDField()),
                    ('operation', models.CharField(max_length=6)),
                    ('before', models.JSONField(null=True)),
                    ('after', models.JSONField(null=True)),
                    ('leads', models.BooleanField(editable=False, help_text="Of several that one statement made: whether the seals of all come with this one's.", null=True)),
                ],
                options={
                    'verbose_name_plural': 'entries',
                    'indexes': [models.Index(fields=['firm', 'row_id', 'at'], name='audit_entry_row'), models.Index(fields=['firm', 'at'], name='audit_entry_at'), models.Index(condition=models.Q(('operation', 'refuse')), fields=['firm', 'member_id', 'at'], name='audit_entry_refusals')],
                    'constraints': [claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='audit_entry_of_firm')],
                },
            ),
            migrations.CreateModel(
                name='Seal',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('number', models.BigIntegerField()),
                    ('entry_digest', models.BinaryField(max_length=32)),
                    ('digest', models.BinaryField(max_length=32)),
                ],
                options={
                    'constraints': [claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='audit_seal_of_firm'), models.UniqueConstraint(fields=('firm', 'number'), name='audit_seal_number')],
                },
            ),
        ]),
    ]
