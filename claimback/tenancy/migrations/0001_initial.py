import claimback.kernel.clock
import claimback.kernel.ids
import claimback.tenancy.models
import claimback.tenancy.row_security
import claimback.tenancy.scope
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Firm',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('law', 'Law firm'), ('adjusting', 'Public-adjusting firm')], max_length=20)),
                ('time_zone', models.CharField(default='America/New_York', max_length=60)),
                ('docket_email', models.EmailField(help_text='Where reminders go when no member is left to receive them.', max_length=254)),
                ('address', models.TextField(blank=True)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
            ],
            options={
                'constraints': [claimback.tenancy.row_security.FirmIsolation(column='id', name='tenancy_firm_of_firm')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('role', models.CharField(choices=[('owner', None), ('attorney', None), ('public_adjuster', None), ('case_staff', None), ('billing', None), ('viewer', None)], max_length=20)),
                ('title', models.CharField(blank=True, max_length=100)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'member',
                'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='tenancy_membership_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='tenancy_membership_of_firm'), models.UniqueConstraint(fields=('firm', 'user'), name='tenancy_membership_once')],
            },
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('name', models.CharField(max_length=100)),
                ('digest', models.BinaryField(max_length=32)),
                ('capabilities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('member', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='tenancy.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='tenancy_token_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='tenancy_token_of_firm'), claimback.tenancy.row_security.FirmReference(field='member', name='tenancy_token_member_ref'), models.UniqueConstraint(fields=('firm', 'digest'), name='tenancy_token_digest')],
            },
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('member_id', models.UUIDField()),
                ('key', models.CharField(max_length=200)),
                ('request_digest', models.BinaryField(max_length=32)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('answer', models.BinaryField(null=True)),
                ('etag', models.CharField(blank=True, max_length=20)),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='tenancy_idempotencykey_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='tenancy_idempotencykey_of_firm'), models.UniqueConstraint(fields=('firm', 'member_id', 'key'), name='tenancy_idempotencykey_once')],
            },
        ),
    ]
