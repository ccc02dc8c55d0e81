import claimback.audit.models
import claimback.kernel.clock
import claimback.kernel.ids
import claimback.kernel.tables
import claimback.tenancy.models
import claimback.tenancy.row_security
import claimback.tenancy.scope
import claimback.vault.fields
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('vault', '0002_rights'),
        ('audit', '0002_triggers'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        claimback.kernel.tables.CreateModels([
            migrations.CreateModel(
                name='Connection',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('name', models.CharField(help_text='What members see where they choose it.', max_length=60)),
                    ('kind', models.CharField(choices=[('oidc', 'OpenID Connect'), ('saml', 'SAML 2.0')], max_length=20)),
                    ('issuer', models.CharField(help_text='OpenID Connect: its address. SAML: its entity ID.', max_length=300)),
                    ('client_id', models.CharField(blank=True, help_text='OpenID Connect: who we are to it.', max_length=200)),
                    ('client_secret', claimback.vault.fields.SealedField(indexed=False, kind='prose', max_length=200)),
                    ('sso_url', models.URLField(blank=True, help_text='SAML: where its sign-in begins.', max_length=300)),
                    ('certificate', models.TextField(blank=True, help_text='SAML: what its answers are signed with.')),
                    ('asks_second_factor', models.BooleanField(default=False, help_text='It asks for a second factor itself: ours is not asked for then.')),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'verbose_name': 'sign-in connection',
                    'indexes': [models.Index(fields=['firm', 'created_at', 'id'], name='firms_connection_created')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='firms_connection_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='firms_connection_of_firm'), claimback.audit.models.Audited(leaving_out=(), name='firms_connection_audit', veiled=('client_secret',))],
                },
            ),
            migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('email', models.EmailField(max_length=254)),
                    ('role', models.CharField(choices=[('owner', 'owner'), ('attorney', 'attorney'), ('public_adjuster', 'public adjuster'), ('case_staff', 'case staff'), ('billing', 'billing'), ('viewer', 'viewer'), ('client', 'client')], max_length=20)),
                    ('own_role', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.role')),
                    ('title', models.CharField(blank=True, max_length=100)),
                    ('digest', models.BinaryField(max_length=32)),
                    ('sendings', models.PositiveSmallIntegerField(default=1, help_text='How often a link was sent; only the last one opens.')),
                    ('expires_at', models.DateTimeField()),
                    ('invited_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                    ('member', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='Who accepted it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                    ('accepted_at', models.DateTimeField(blank=True, null=True)),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['firm', 'created_at', 'id'], name='firms_invitation_created')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='firms_invitation_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='firms_invitation_of_firm'), claimback.tenancy.row_security.FirmReference(field='own_role', name='firms_invitation_own_role_ref'), claimback.tenancy.row_security.FirmReference(field='invited_by', name='firms_invitation_invited_by_ref'), claimback.tenancy.row_security.FirmReference(field='member', name='firms_invitation_member_ref'), models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('revoked_at', None)), fields=('firm', 'email'), name='firms_invitation_once'), models.UniqueConstraint(fields=('firm', 'digest'), name='firms_invitation_digest'), claimback.audit.models.Audited(leaving_out=('digest',), name='firms_invitation_audit', veiled=())],
                },
            ),
            migrations.CreateModel(
                name='SignInDomain',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('connection', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='domains', to='firms.connection')),
                    ('domain', models.CharField(max_length=253)),
                    ('token', models.CharField(editable=False, help_text='What the domain publishes as proof.', max_length=64)),
                    ('verified_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'verbose_name': 'sign-in domain',
                    'indexes': [models.Index(fields=['firm', 'created_at', 'id'], name='firms_signindomain_created')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='firms_signindomain_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='firms_signindomain_of_firm'), claimback.tenancy.row_security.FirmReference(field='connection', name='firms_signindomain_connection_ref'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('firm', 'domain'), name='firms_signindomain_once'), claimback.audit.models.Audited(leaving_out=(), name='firms_signindomain_audit', veiled=())],
                },
            ),
            migrations.CreateModel(
                name='SupportAccess',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('member', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='support_accesses', to='tenancy.membership')),
                    ('reason', models.TextField()),
                    ('granted_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='Nobody, where it was taken in an emergency.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                    ('until', models.DateTimeField(help_text='When it ends by itself.')),
                    ('ended_at', models.DateTimeField(blank=True, help_text='When an owner ended it before.', null=True)),
                    ('ended_by', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                ],
                options={
                    'verbose_name': 'support access',
                    'verbose_name_plural': 'support accesses',
                    'indexes': [models.Index(fields=['firm', 'created_at', 'id'], name='firms_supportaccess_created')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='firms_supportaccess_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='firms_supportaccess_of_firm'), claimback.tenancy.row_security.FirmReference(field='member', name='firms_supportaccess_member_ref'), claimback.tenancy.row_security.FirmReference(field='granted_by', name='firms_supportaccess_granted_by_ref'), claimback.tenancy.row_security.FirmReference(field='ended_by', name='firms_supportaccess_ended_by_ref'), claimback.audit.models.Audited(leaving_out=(), name='firms_supportaccess_audit', veiled=())],
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('state', models.CharField(choices=[('planned', 'planned'), ('sending', 'sending'), ('sent', 'sent'), ('void', 'void')], default='planned', max_length=10)),
                    ('due_at', models.DateTimeField()),
                    ('next_attempt_at', models.DateTimeField()),
                    ('lease_until', models.DateTimeField(blank=True, null=True)),
                    ('attempts', models.PositiveIntegerField(default=0)),
                    ('last_error', models.CharField(blank=True, max_length=300)),
                    ('settled_at', models.DateTimeField(blank=True, null=True)),
                    ('kind', models.CharField(choices=[('invitation', 'Invitation'), ('support_granted', 'Support was let in'), ('support_ended', "Support's access ended"), ('break_glass', 'Support came in without a grant'), ('licence_expiring', 'A licence expires')], max_length=20)),
                    ('invitation', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='firms.invitation')),
                    ('support', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='firms.supportaccess')),
                    ('licence', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.licence')),
                    ('expires_on', models.DateField(help_text="The licence's last day, as it was told.", null=True)),
                    ('days', models.PositiveSmallIntegerField(help_text='How many days before it at the most.', null=True)),
                    ('sent_to', django.contrib.postgres.fields.ArrayField(base_field=models.EmailField(max_length=254), default=list, size=None)),
                ],
                options={
                    'indexes': [models.Index(fields=['firm', 'due_at', 'id'], name='firms_notice_due'), models.Index(condition=models.Q(('state__in', ['planned', 'sending'])), fields=['next_attempt_at'], name='firms_notice_unsettled')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='firms_notice_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='firms_notice_of_firm'), claimback.tenancy.row_security.FirmReference(field='invitation', name='firms_notice_invitation_ref'), claimback.tenancy.row_security.FirmReference(field='support', name='firms_notice_support_ref'), claimback.tenancy.row_security.FirmReference(field='licence', name='firms_notice_licence_ref'), models.UniqueConstraint(fields=('firm', 'licence', 'expires_on', 'days'), name='firms_notice_of_licence'), claimback.audit.models.Audited(leaving_out=('lease_until',), name='firms_notice_audit', veiled=())],
                },
            ),
        ]),
    ]
