import claimback.kernel.clock
import claimback.kernel.ids
import claimback.kernel.tables
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
        claimback.kernel.tables.CreateModels([
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
                    ('second_factor_required', models.BooleanField(default=False, help_text='To sign in, for every member.')),
                    ('idle_minutes', models.PositiveSmallIntegerField(default=60, help_text='After which a session that nobody uses no longer opens the firm.')),
                    ('legal_hold_at', models.DateTimeField(blank=True, null=True)),
                    ('legal_hold_reason', models.TextField(blank=True)),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ],
                options={
                    'constraints': [claimback.tenancy.row_security.FirmIsolation(column='id', name='tenancy_firm_of_firm')],
                },
            ),
            migrations.CreateModel(
                name='Role',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('name', models.CharField(max_length=60)),
                    ('base', models.CharField(choices=[('owner', 'owner'), ('attorney', 'attorney'), ('public_adjuster', 'public adjuster'), ('case_staff', 'case staff'), ('billing', 'billing'), ('viewer', 'viewer'), ('client', 'client')], max_length=20)),
                    ('capabilities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['firm', 'created_at', 'id'], name='tenancy_role_created')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='tenancy_role_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='tenancy_role_of_firm'), models.UniqueConstraint(fields=('firm', 'name'), name='tenancy_role_name')],
                },
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                    ('role', models.CharField(choices=[('owner', 'owner'), ('attorney', 'attorney'), ('public_adjuster', 'public adjuster'), ('case_staff', 'case staff'), ('billing', 'billing'), ('viewer', 'viewer'), ('client', 'client')], max_length=20)),
                    ('own_role', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='tenancy.role')),
                    ('title', models.CharField(blank=True, max_length=100)),
                    ('stand_in', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                    ('away_from', models.DateField(blank=True, null=True)),
                    ('away_until', models.DateField(blank=True, help_text='The last day away.', null=True)),
                    ('support', models.BooleanField(default=False, help_text="A person from the installation's support.")),
                    ('support_reason', models.TextField(blank=True)),
                    ('until', models.DateTimeField(blank=True, help_text='When it ends by itself.', null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_reason', models.TextField(blank=True)),
                    ('walled_cases', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, editable=False, size=None)),
                    ('walled_clients', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, editable=False, size=None)),
                    ('portal_cases', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, editable=False, size=None)),
                ],
                options={
                    'verbose_name': 'member',
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='tenancy_membership_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='tenancy_membership_of_firm'), claimback.tenancy.row_security.FirmReference(field='own_role', name='tenancy_membership_own_role_ref'), claimback.tenancy.row_security.FirmReference(field='stand_in', name='tenancy_membership_stand_in_ref'), models.UniqueConstraint(fields=('firm', 'user'), name='tenancy_membership_once')],
                },
            ),
            migrations.CreateModel(
                name='Token',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('member', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='tenancy.membership')),
                    ('name', models.CharField(max_length=100)),
                    ('digest', models.BinaryField(max_length=32)),
                    ('capabilities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                    ('expires_at', models.DateTimeField()),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                    ('last_used_at', models.DateTimeField(editable=False, help_text='To the hour.', null=True)),
                    ('replaces', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.token')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='tenancy_token_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='tenancy_token_of_firm'), claimback.tenancy.row_security.FirmReference(field='member', name='tenancy_token_member_ref'), claimback.tenancy.row_security.FirmReference(field='replaces', name='tenancy_token_replaces_ref'), models.UniqueConstraint(fields=('firm', 'digest'), name='tenancy_token_digest')],
                },
            ),
            migrations.CreateModel(
                name='IdempotencyKey',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('member_id', models.UUIDField()),
                    ('key', models.CharField(max_length=200)),
                    ('request_digest', models.BinaryField(max_length=32)),
                    ('status', models.PositiveSmallIntegerField(null=True)),
                    ('answer', models.BinaryField(null=True)),
                    ('etag', models.CharField(blank=True, max_length=20)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='tenancy_idempotencykey_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='tenancy_idempotencykey_of_firm'), models.UniqueConstraint(fields=('firm', 'member_id', 'key'), name='tenancy_idempotencykey_once')],
                },
            ),
            migrations.CreateModel(
                name='Licence',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('member', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='licences', to='tenancy.membership')),
                    ('kind', models.CharField(choices=[('bar', 'Bar admission'), ('adjuster', "Public adjuster's licence")], max_length=20)),
                    ('state', models.CharField(help_text='Whose licence it is, such as TX.', max_length=10)),
                    ('number', models.CharField(max_length=60)),
                    ('issued_on', models.DateField()),
                    ('expires_on', models.DateField(blank=True, help_text='The last day on which it holds.', null=True)),
                    ('ended_on', models.DateField(blank=True, help_text='Suspended, surrendered or revoked on this day.', null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['firm', 'created_at', 'id'], name='tenancy_licence_created')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='tenancy_licence_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='tenancy_licence_of_firm'), claimback.tenancy.row_security.FirmReference(field='member', name='tenancy_licence_member_ref'), models.UniqueConstraint(fields=('firm', 'kind', 'state', 'number'), name='tenancy_licence_number')],
                },
            ),
        ]),
    ]
