import claimback.audit.models
import claimback.kernel.clock
import claimback.kernel.ids
import claimback.tenancy.models
import claimback.tenancy.row_security
import claimback.tenancy.scope
import claimback.vault.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_triggers'),
        ('tenancy', '0002_front_door'),
        ('vault', '0002_rights'),
    ]

    operations = [
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
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
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
            ],
            options={
                'verbose_name': 'sign-in connection',
            },
        ),
        migrations.CreateModel(
            name='SignInDomain',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('domain', models.CharField(max_length=253)),
                ('token', models.CharField(editable=False, help_text='What the domain publishes as proof.', max_length=64)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('connection', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='domains', to='firms.connection')),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
            ],
            options={
                'verbose_name': 'sign-in domain',
            },
        ),
        migrations.AddIndex(
            model_name='connection',
            index=models.Index(fields=['firm', 'created_at', 'id'], name='firms_connection_created'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.UniqueConstraint(fields=('firm', 'id'), name='firms_connection_firm_key'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='firms_connection_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=claimback.audit.models.Audited(name='firms_connection_audit', veiled=('client_secret',)),
        ),
        migrations.AddIndex(
            model_name='signindomain',
            index=models.Index(fields=['firm', 'created_at', 'id'], name='firms_signindomain_created'),
        ),
        migrations.AddConstraint(
            model_name='signindomain',
            constraint=models.UniqueConstraint(fields=('firm', 'id'), name='firms_signindomain_firm_key'),
        ),
        migrations.AddConstraint(
            model_name='signindomain',
            constraint=claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='firms_signindomain_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='signindomain',
            constraint=claimback.tenancy.row_security.FirmReference(field='connection', name='firms_signindomain_connection_ref'),
        ),
        migrations.AddConstraint(
            model_name='signindomain',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('firm', 'domain'), name='firms_signindomain_once'),
        ),
        migrations.AddConstraint(
            model_name='signindomain',
            constraint=claimback.audit.models.Audited(leaving_out=(), name='firms_signindomain_audit'),
        ),
    ]
