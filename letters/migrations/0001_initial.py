import claimback.audit.models
import claimback.kernel.clock
import claimback.kernel.ids
import claimback.kernel.tables
import claimback.tenancy.models
import claimback.tenancy.row_security
import claimback.tenancy.scope
import claimback.tenancy.walls
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_triggers'),
        ('cases', '0001_initial'),
        ('deadlines', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        claimback.kernel.tables.CreateModels([
            migrations.CreateModel(
                name='Letter',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('case', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='cases.case')),
                    ('denial', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='cases.denial')),
                    ('deadline', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='The clock that it meets or reckons with.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='deadlines.deadline')),
                    ('template', models.CharField(max_length=60)),
                    ('template_version', models.PositiveIntegerField()),
                    ('subject', models.CharField(max_length=300)),
                    ('letter_date', models.DateField()),
                    ('draft', models.JSONField(help_text='The blocks of the text, as a person may edit them.')),
                    ('facts', models.JSONField(help_text='The facts that it was drafted from.')),
                    ('check_report', models.JSONField(null=True)),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in_review'), ('approved', 'approved'), ('sending', 'sending'), ('sent', 'sent'), ('failed', 'failed'), ('delivered', 'delivered'), ('superseded', 'superseded')], default='draft', max_length=20)),
                    ('state_reason', models.CharField(blank=True, help_text='Why it came back or was put aside.', max_length=300)),
                    ('author', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                    ('signer', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='Whose name it ends with.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                    ('document', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='The rendered PDF.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='cases.document')),
                    ('approved_sha256', models.CharField(blank=True, max_length=64)),
                    ('approved_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                    ('approved_at', models.DateTimeField(null=True)),
                    ('licence', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='Under which it was approved, as it stood on that day.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.licence')),
                    ('shared_at', models.DateTimeField(editable=False, help_text='When it was shown to the client.', null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['firm', 'updated_at', 'id'], name='letters_letter_updated')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='letters_letter_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='letters_letter_of_firm'), claimback.tenancy.row_security.FirmReference(field='case', name='letters_letter_case_ref'), claimback.tenancy.row_security.FirmReference(field='denial', name='letters_letter_denial_ref'), claimback.tenancy.row_security.FirmReference(field='deadline', name='letters_letter_deadline_ref'), claimback.tenancy.row_security.FirmReference(field='author', name='letters_letter_author_ref'), claimback.tenancy.row_security.FirmReference(field='signer', name='letters_letter_signer_ref'), claimback.tenancy.row_security.FirmReference(field='document', name='letters_letter_document_ref'), claimback.tenancy.row_security.FirmReference(field='approved_by', name='letters_letter_approved_by_ref'), claimback.tenancy.row_security.FirmReference(field='licence', name='letters_letter_licence_ref'), claimback.tenancy.walls.CaseWall(column='case_id', name='letters_letter_wall', portal='shared_at IS NOT NULL'), claimback.audit.models.Audited(leaving_out=('draft', 'facts'), name='letters_letter_audit', veiled=())],
                },
            ),
            migrations.CreateModel(
                name='Dispatch',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('case', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                    ('letter', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='letters.letter')),
                    ('channel', models.CharField(choices=[('certified_mail', 'Certified mail'), ('courier', 'Courier'), ('hand_delivery', 'By hand'), ('fax', 'Fax'), ('portal', 'Portal'), ('email', 'E-mail')], max_length=20)),
                    ('sha256', models.CharField(help_text='Of the bytes that went out.', max_length=64)),
                    ('address', models.TextField()),
                    ('tracking_number', models.CharField(blank=True, max_length=80)),
                    ('state', models.CharField(choices=[('sent', 'sent'), ('in_transit', 'in_transit'), ('delivered', 'delivered'), ('returned', 'returned')], default='sent', max_length=20)),
                    ('proof_grade', models.CharField(choices=[('sent', 'sent'), ('accepted_by_carrier', 'accepted_by_carrier'), ('delivered', 'delivered'), ('signed_for', 'signed_for'), ('acknowledged_by_insurer', 'acknowledged_by_insurer')], max_length=30)),
                    ('sent_at', models.DateTimeField()),
                    ('sent_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                    ('delivered_at', models.DateTimeField(null=True)),
                    ('signed_for_by', models.CharField(blank=True, max_length=200)),
                    ('receipt', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='The proof of delivery.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipt_of', to='cases.document')),
                    ('event', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='What the proven receipt started.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='cases.event')),
                    ('correspondence', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='Its entry in the log of contact.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.correspondence')),
                    ('return_reason', models.CharField(blank=True, max_length=300)),
                ],
                options={
                    'verbose_name_plural': 'dispatches',
                    'indexes': [models.Index(fields=['firm', 'sent_at', 'id'], name='letters_dispatch_sent')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='letters_dispatch_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='letters_dispatch_of_firm'), claimback.tenancy.row_security.FirmReference(field='case', name='letters_dispatch_case_ref'), claimback.tenancy.row_security.FirmReference(field='letter', name='letters_dispatch_letter_ref'), claimback.tenancy.row_security.FirmReference(field='sent_by', name='letters_dispatch_sent_by_ref'), claimback.tenancy.row_security.FirmReference(field='receipt', name='letters_dispatch_receipt_ref'), claimback.tenancy.row_security.FirmReference(field='event', name='letters_dispatch_event_ref'), claimback.tenancy.row_security.FirmReference(field='correspondence', name='letters_dispatch_correspondence_ref'), claimback.tenancy.walls.CaseWall(column='case_id', name='letters_dispatch_wall', portal='false'), claimback.tenancy.walls.OfCase(name='letters_dispatch_of_case', of='letters_letter', parent='letter_id'), models.UniqueConstraint(condition=models.Q(('state', 'returned'), _negated=True), fields=('firm', 'letter'), name='letters_dispatch_once'), claimback.audit.models.Audited(leaving_out=(), name='letters_dispatch_audit', veiled=())],
                },
            ),
            migrations.CreateModel(
                name='Reading',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('case', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                    ('document', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='cases.document')),
                    ('requested_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                    ('state', models.CharField(choices=[('requested', 'requested'), ('failed', 'failed'), ('read', 'read'), ('confirmed', 'confirmed'), ('set_aside', 'set_aside')], default='requested', max_length=20)),
                    ('attempts', models.PositiveSmallIntegerField(default=0, help_text='Begun and not ended: a file that kills its reader is not tried for ever.')),
                    ('pages', models.JSONField(help_text='The text of each page; every quote is a span of it.', null=True)),
                    ('findings', models.JSONField(help_text='As `manage.py read_denial` gives them.', null=True)),
                    ('refusal', models.TextField(blank=True, help_text='Why it could not be read, and the remedy.')),
                    ('confirmed', models.JSONField(help_text='What the member made of the findings.', null=True)),
                    ('confirmed_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                    ('denial', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='cases.denial')),
                    ('set_aside_reason', models.CharField(blank=True, max_length=300)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'requested')), fields=['updated_at'], name='letters_reading_waiting'), models.Index(fields=['firm', 'updated_at', 'id'], name='letters_reading_updated')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='letters_reading_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='letters_reading_of_firm'), claimback.tenancy.row_security.FirmReference(field='case', name='letters_reading_case_ref'), claimback.tenancy.row_security.FirmReference(field='document', name='letters_reading_document_ref'), claimback.tenancy.row_security.FirmReference(field='requested_by', name='letters_reading_requested_by_ref'), claimback.tenancy.row_security.FirmReference(field='confirmed_by', name='letters_reading_confirmed_by_ref'), claimback.tenancy.row_security.FirmReference(field='denial', name='letters_reading_denial_ref'), claimback.tenancy.walls.CaseWall(column='case_id', name='letters_reading_wall', portal='false'), claimback.tenancy.walls.OfCase(name='letters_reading_of_case', of='cases_document', parent='document_id'), claimback.audit.models.Audited(leaving_out=('pages', 'findings'), name='letters_reading_audit', veiled=())],
                },
            ),
            migrations.CreateModel(
                name='Chronology',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('case', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='chronologies', to='cases.case')),
                    ('requested_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                    ('from_on', models.DateField(blank=True, help_text="From this day on, in the case's time zone.", null=True)),
                    ('to_on', models.DateField(blank=True, help_text="Up to this day, in the case's time zone.", null=True)),
                    ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('letter', 'Letter'), ('email', 'E-mail'), ('fax', 'Fax'), ('portal', 'Portal'), ('phone', 'Phone'), ('in_person', 'In person'), ('peer_to_peer', 'Peer to peer')], max_length=20), blank=True, default=list, help_text='Only contact over these; empty: all that happened.', size=None)),
                    ('state', models.CharField(choices=[('requested', 'requested'), ('failed', 'failed'), ('made', 'made')], default='requested', max_length=20)),
                    ('progress', models.PositiveSmallIntegerField(default=0, help_text='Per cent.')),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('refusal', models.CharField(blank=True, help_text='Why it was not made, and the remedy.', max_length=300)),
                    ('items', models.PositiveIntegerField(help_text='How many it lists.', null=True)),
                    ('document', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.document')),
                    ('certificate_sha256', models.CharField(blank=True, help_text='Of the certificate that it is signed with.', max_length=64)),
                ],
                options={
                    'verbose_name_plural': 'chronologies',
                    'indexes': [models.Index(fields=['firm', 'created_at', 'id'], name='letters_chronology_created'), models.Index(condition=models.Q(('state', 'requested')), fields=['updated_at'], name='letters_chronology_waiting')],
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='letters_chronology_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='letters_chronology_of_firm'), claimback.tenancy.row_security.FirmReference(field='case', name='letters_chronology_case_ref'), claimback.tenancy.row_security.FirmReference(field='requested_by', name='letters_chronology_requested_by_ref'), claimback.tenancy.row_security.FirmReference(field='document', name='letters_chronology_document_ref'), claimback.tenancy.walls.CaseWall(column='case_id', name='letters_chronology_wall', portal='false'), claimback.audit.models.Audited(leaving_out=(), name='letters_chronology_audit', veiled=())],
                },
            ),
            migrations.CreateModel(
                name='CarrierEvent',
                fields=[
                    ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                    ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('case', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                    ('dispatch', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='carrier_events', to='letters.dispatch')),
                    ('at', models.DateTimeField()),
                    ('kind', models.CharField(choices=[('accepted', 'Accepted by the carrier'), ('in_transit', 'In transit'), ('delivery_attempted', 'Delivery attempted'), ('held_for_pickup', 'Held for pickup'), ('exception', 'Something went wrong')], max_length=40)),
                    ('note', models.CharField(blank=True, max_length=300)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='letters_carrierevent_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='letters_carrierevent_of_firm'), claimback.tenancy.row_security.FirmReference(field='case', name='letters_carrierevent_case_ref'), claimback.tenancy.row_security.FirmReference(field='dispatch', name='letters_carrierevent_dispatch_ref'), claimback.tenancy.walls.CaseWall(column='case_id', name='letters_carrierevent_wall', portal='false'), claimback.tenancy.walls.OfCase(name='letters_carrierevent_of_case', of='letters_dispatch', parent='dispatch_id'), claimback.audit.models.Audited(leaving_out=(), name='letters_carrierevent_audit', veiled=())],
                },
            ),
        ]),
    ]
