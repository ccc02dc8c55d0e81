import claimback.audit.models
import claimback.kernel.clock
import claimback.kernel.ids
import claimback.kernel.tables
import claimback.tenancy.models
import claimback.tenancy.row_security
import claimback.tenancy.scope
import django.contrib.postgres.fields
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
                name='FirmKey',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('number', models.PositiveIntegerField(help_text='Every sealed value names the key that opens it.')),
                    ('wrapped', models.BinaryField(help_text='Empty once it is destroyed.')),
                    ('master_key', models.CharField(help_text='Which master key opens it.', max_length=200)),
                    ('state', models.CharField(choices=[('current', 'current'), ('old', 'old'), ('destroyed', 'destroyed')], default='current', max_length=20)),
                ],
                options={
                    'verbose_name': 'key',
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='vault_firmkey_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='vault_firmkey_of_firm'), models.UniqueConstraint(fields=('firm', 'number'), name='vault_firmkey_number'), models.UniqueConstraint(condition=models.Q(('state', 'current')), fields=('firm',), name='vault_firmkey_current'), claimback.audit.models.Audited(leaving_out=('wrapped',), name='vault_firmkey_audit', veiled=())],
                },
            ),
            migrations.CreateModel(
                name='Reveal',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('member', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                    ('table', models.CharField(max_length=60)),
                    ('row_id', models.UUIDField()),
                    ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                    ('reason', models.CharField(max_length=300)),
                ],
                options={
                    'indexes': [models.Index(fields=['firm', 'row_id', 'created_at'], name='vault_reveal_row')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='vault_reveal_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='vault_reveal_of_firm'), claimback.tenancy.row_security.FirmReference(field='member', name='vault_reveal_member_ref'), claimback.audit.models.Audited(leaving_out=(), name='vault_reveal_audit', veiled=())],
                },
            ),
        ]),
    ]
