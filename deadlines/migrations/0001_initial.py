import claimback.audit.models
import claimback.kernel.clock
import claimback.kernel.ids
import claimback.kernel.tables
import claimback.tenancy.models
import claimback.tenancy.row_security
import claimback.tenancy.scope
import claimback.tenancy.walls
import datetime
import deadlines.models
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_triggers'),
        ('cases', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        claimback.kernel.tables.CreateModels([
            migrations.CreateModel(
                name='Deadline',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('case', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='cases.case')),
                    ('rule', models.CharField(max_length=100)),
                    ('rule_version', models.PositiveIntegerField()),
                    ('duty_of', models.CharField(choices=[('ours', 'Ours'), ('insurer', "The insurer's"), ('reviewer', "The reviewer's"), ('regulator', "The regulator's")], max_length=20)),
                    ('act', models.CharField(max_length=300)),
                    ('trigger', models.CharField(max_length=60)),
                    ('trigger_event', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='cases.event')),
                    ('satisfied_by', models.CharField(blank=True, max_length=20)),
                    ('satisfied_events', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                    ('due_on', models.DateField(help_text='The last day, in the place whose law it is.', null=True)),
                    ('due_at', models.DateTimeField(help_text='The last instant, where the rule counts hours.', null=True)),
                    ('safe_on', models.DateField(help_text='The day on which no reading of the law makes it late.', null=True)),
                    ('sort_on', models.DateField(default=datetime.date(9999, 12, 31), help_text='safe_on or due_on; lists are ordered by it.')),
                    ('condition', models.CharField(blank=True, max_length=400)),
                    ('needs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), default=list, size=None)),
                    ('state', models.CharField(choices=[('waiting', 'waiting'), ('unknown', 'unknown'), ('open', 'open'), ('missed', 'missed'), ('met', 'met'), ('waived', 'waived'), ('superseded', 'superseded'), ('void', 'void')], max_length=20)),
                    ('citation', models.CharField(max_length=300)),
                    ('checked', models.CharField(choices=[('primary', 'Read in the law'), ('secondary', 'Second-hand'), ('unchecked', 'Not checked')], max_length=20)),
                    ('working', models.JSONField(default=list)),
                    ('met_event', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='met_deadlines', to='cases.event')),
                    ('met_on', models.DateField(null=True)),
                    ('closed_reason', models.CharField(blank=True, max_length=300)),
                    ('closed_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                ],
                options={
                    'indexes': [models.Index(fields=['firm', 'state', 'sort_on', 'id'], name='deadlines_deadline_state'), models.Index(fields=['firm', 'sort_on', 'id'], name='deadlines_deadline_sort'), models.Index(fields=['firm', 'case', 'sort_on', 'id'], name='deadlines_deadline_of_case'), models.Index(condition=models.Q(('state', 'open')), fields=['sort_on'], name='deadlines_deadline_open')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='deadlines_deadline_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='deadlines_deadline_of_firm'), claimback.tenancy.row_security.FirmReference(field='case', name='deadlines_deadline_case_ref'), claimback.tenancy.row_security.FirmReference(field='trigger_event', name='deadlines_deadline_trigger_event_ref'), claimback.tenancy.row_security.FirmReference(field='met_event', name='deadlines_deadline_met_event_ref'), claimback.tenancy.row_security.FirmReference(field='closed_by', name='deadlines_deadline_closed_by_ref'), claimback.tenancy.walls.CaseWall(column='case_id', name='deadlines_deadline_wall', portal='false'), models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'unknown', 'open', 'missed', 'met', 'waived'])), fields=('firm', 'case', 'rule', 'trigger_event'), name='deadlines_deadline_once', nulls_distinct=False), claimback.audit.models.Audited(leaving_out=(), name='deadlines_deadline_audit', veiled=())],
                },
            ),
            migrations.CreateModel(
                name='Alert',
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
                    ('case', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                    ('deadline', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='deadlines.deadline')),
                    ('member', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='tenancy.membership')),
                    ('step', models.SmallIntegerField(help_text='Days before the safe date; negative after it.')),
                    ('channel', models.CharField(choices=[('email', 'E-mail')], default='email', max_length=20)),
                    ('sent_to', models.EmailField(blank=True, max_length=254)),
                    ('copied_to', models.EmailField(blank=True, help_text='Of whoever stood in for the member.', max_length=254)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state__in', ['planned', 'sending'])), fields=['next_attempt_at'], name='deadlines_alert_unsettled'), models.Index(condition=models.Q(('state__in', ['planned', 'sending'])), fields=['due_at'], name='deadlines_alert_backlog'), models.Index(fields=['firm', 'due_at', 'id'], name='deadlines_alert_due')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='deadlines_alert_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='deadlines_alert_of_firm'), claimback.tenancy.row_security.FirmReference(field='case', name='deadlines_alert_case_ref'), claimback.tenancy.row_security.FirmReference(field='deadline', name='deadlines_alert_deadline_ref'), claimback.tenancy.row_security.FirmReference(field='member', name='deadlines_alert_member_ref'), claimback.tenancy.walls.CaseWall(column='case_id', name='deadlines_alert_wall', portal='false'), claimback.tenancy.walls.OfCase(name='deadlines_alert_of_case', of='deadlines_deadline', parent='deadline_id'), models.UniqueConstraint(condition=models.Q(('state', 'void'), _negated=True), fields=('firm', 'deadline', 'member', 'channel', 'step'), name='deadlines_alert_once'), claimback.audit.models.Audited(leaving_out=('lease_until',), name='deadlines_alert_audit', veiled=())],
                },
            ),
            migrations.CreateModel(
                name='CaseFact',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('case', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='cases.case')),
                    ('name', models.CharField(choices=deadlines.models.fact_names, max_length=60)),
                    ('value', models.JSONField(help_text="One of the fact's own values; null while it is not known.", null=True)),
                    ('source', models.CharField(blank=True, help_text='How it is known.', max_length=300)),
                    ('stated_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='deadlines_casefact_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='deadlines_casefact_of_firm'), claimback.tenancy.row_security.FirmReference(field='case', name='deadlines_casefact_case_ref'), claimback.tenancy.row_security.FirmReference(field='stated_by', name='deadlines_casefact_stated_by_ref'), claimback.tenancy.walls.CaseWall(column='case_id', name='deadlines_casefact_wall', portal='false'), models.UniqueConstraint(fields=('firm', 'case', 'name'), name='deadlines_casefact_once'), claimback.audit.models.Audited(leaving_out=(), name='deadlines_casefact_audit', veiled=())],
                },
            ),
        ]),
    ]
