"""Versions of documents, the administrative record, legal holds, retention; and files that documents had before."""

import claimback.audit.models
import claimback.kernel.clock
import claimback.kernel.ids
import claimback.tenancy.models
import claimback.tenancy.row_security
import claimback.tenancy.scope
import claimback.tenancy.walls
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from claimback.tenancy.walls import NO_LIMITS


# What a document was, and when evidence came into the record, is not written again.
APPEND_ONLY = "REVOKE UPDATE, DELETE ON cases_formerversion, cases_recordentry FROM claimback_app"

# A document's former files are behind the walls of its latest.
FILES = f"""
CREATE OR REPLACE FUNCTION cases_file_is_placed(_firm uuid, _file uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases_document WHERE firm_id = _firm AND file_id = _file)
        OR EXISTS (SELECT FROM cases_formerversion WHERE firm_id = _firm AND file_id = _file)
$$;

DROP POLICY storage_storedfile_wall ON storage_storedfile;
CREATE POLICY storage_storedfile_wall ON storage_storedfile AS RESTRICTIVE FOR ALL TO claimback_app USING (
    {NO_LIMITS}
    OR EXISTS (SELECT FROM cases_document d
               WHERE d.firm_id = storage_storedfile.firm_id AND d.file_id = storage_storedfile.id)
    OR EXISTS (SELECT FROM cases_formerversion v
               WHERE v.firm_id = storage_storedfile.firm_id AND v.file_id = storage_storedfile.id)
    OR (uploaded_by_id = (SELECT NULLIF(current_setting('claimback.member_id', true), '')::uuid)
        AND NOT cases_file_is_placed(firm_id, id)));
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0018_deleted_cases'),
        ('storage', '0003_text'),
        ('tenancy', '0005_refusals'),
    ]

    operations = [
        migrations.CreateModel(
            name='Disposal',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('state', models.CharField(choices=[('decided', 'decided'), ('withdrawn', 'withdrawn'), ('final', 'final')], default='decided', max_length=20)),
                ('reason', models.TextField()),
                ('not_before', models.DateField(help_text='The first day on which it may be made final.')),
                ('settled_reason', models.TextField(blank=True)),
                ('case', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('decided_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                ('document', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='disposals', to='cases.document')),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('settled_by', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
            ],
            options={
                'indexes': [models.Index(fields=['firm', 'created_at', 'id'], name='cases_disposal_created')],
                'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='cases_disposal_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='cases_disposal_of_firm'), claimback.tenancy.row_security.FirmReference(field='case', name='cases_disposal_case_ref'), claimback.tenancy.row_security.FirmReference(field='document', name='cases_disposal_document_ref'), claimback.tenancy.row_security.FirmReference(field='decided_by', name='cases_disposal_decided_by_ref'), claimback.tenancy.row_security.FirmReference(field='settled_by', name='cases_disposal_settled_by_ref'), claimback.tenancy.walls.CaseWall(column='case_id', name='cases_disposal_wall', portal='false'), claimback.tenancy.walls.OfCase(name='cases_disposal_of_case', of='cases_document', parent='document_id'), models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('firm', 'document'), name='cases_disposal_once'), claimback.audit.models.Audited(leaving_out=(), name='cases_disposal_audit', veiled=())],
            },
        ),
        migrations.CreateModel(
            name='FormerVersion',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.PositiveIntegerField(help_text='From 1; the latest has the number after the last.')),
                ('reason', models.CharField(help_text='Why another took its place.', max_length=300)),
                ('case', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('document', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='former_versions', to='cases.document')),
                ('file', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='former_versions', to='storage.storedfile')),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('replaced_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
            ],
            options={
                'indexes': [models.Index(fields=['firm', 'number', 'id'], name='cases_formerversion_by_number')],
                'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='cases_formerversion_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='cases_formerversion_of_firm'), claimback.tenancy.row_security.FirmReference(field='case', name='cases_formerversion_case_ref'), claimback.tenancy.row_security.FirmReference(field='document', name='cases_formerversion_document_ref'), claimback.tenancy.row_security.FirmReference(field='file', name='cases_formerversion_file_ref'), claimback.tenancy.row_security.FirmReference(field='replaced_by', name='cases_formerversion_replaced_by_ref'), claimback.tenancy.walls.CaseWall(column='case_id', name='cases_formerversion_wall', portal='false'), claimback.tenancy.walls.OfCase(name='cases_formerversion_of_case', of='cases_document', parent='document_id'), models.UniqueConstraint(fields=('firm', 'document', 'number'), name='cases_formerversion_number'), claimback.audit.models.Audited(leaving_out=(), name='cases_formerversion_audit', veiled=())],
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('reason', models.TextField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('lifted_reason', models.TextField(blank=True)),
                ('case', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='legal_holds', to='cases.case')),
                ('document', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='legal_holds', to='cases.document')),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('lifted_by', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                ('placed_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
            ],
            options={
                'indexes': [models.Index(fields=['firm', 'created_at', 'id'], name='cases_legalhold_created')],
                'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='cases_legalhold_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='cases_legalhold_of_firm'), claimback.tenancy.row_security.FirmReference(field='case', name='cases_legalhold_case_ref'), claimback.tenancy.row_security.FirmReference(field='document', name='cases_legalhold_document_ref'), claimback.tenancy.row_security.FirmReference(field='placed_by', name='cases_legalhold_placed_by_ref'), claimback.tenancy.row_security.FirmReference(field='lifted_by', name='cases_legalhold_lifted_by_ref'), claimback.tenancy.walls.CaseWall(column='case_id', name='cases_legalhold_wall', portal='false'), claimback.audit.models.Audited(leaving_out=(), name='cases_legalhold_audit', veiled=())],
            },
        ),
        migrations.CreateModel(
            name='RecordEntry',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('in_record', models.BooleanField()),
                ('since', models.DateField(help_text='From which day on it is so.')),
                ('how', models.CharField(help_text='How it got there, or how it is known.', max_length=300)),
                ('case', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('evidence', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='record_entries', to='cases.evidence')),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('recorded_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
            ],
            options={
                'indexes': [models.Index(fields=['firm', 'created_at', 'id'], name='cases_recordentry_created')],
                'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='cases_recordentry_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='cases_recordentry_of_firm'), claimback.tenancy.row_security.FirmReference(field='case', name='cases_recordentry_case_ref'), claimback.tenancy.row_security.FirmReference(field='evidence', name='cases_recordentry_evidence_ref'), claimback.tenancy.row_security.FirmReference(field='recorded_by', name='cases_recordentry_recorded_by_ref'), claimback.tenancy.walls.CaseWall(column='case_id', name='cases_recordentry_wall', portal='false'), claimback.tenancy.walls.OfCase(name='cases_recordentry_of_case', of='cases_evidence', parent='evidence_id'), claimback.audit.models.Audited(leaving_out=(), name='cases_recordentry_audit', veiled=())],
                'verbose_name': 'entry of the administrative record',
                'verbose_name_plural': 'entries of the administrative record',
            },
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(blank=True, choices=[('denial_letter', 'Denial letter'), ('policy', 'Policy or plan document'), ('medical_record', 'Medical record'), ('expert_report', 'Expert report'), ('estimate', 'Estimate'), ('photo', 'Photo'), ('bill', 'Bill'), ('correspondence', 'Correspondence'), ('claim_file', 'Claim file'), ('our_letter', 'Letter of ours'), ('proof_of_delivery', 'Proof of delivery'), ('other', 'Other')], help_text='Empty: kinds without a rule of their own.', max_length=30)),
                ('years', models.PositiveSmallIntegerField()),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
            ],
            options={
                'indexes': [models.Index(fields=['firm', 'created_at', 'id'], name='cases_retentionrule_created')],
                'constraints': [models.UniqueConstraint(fields=('firm', 'id'), name='cases_retentionrule_firm_key'), claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='cases_retentionrule_of_firm'), claimback.tenancy.walls.PortalWall(name='cases_retentionrule_portal', portal='false'), models.UniqueConstraint(fields=('firm', 'kind'), name='cases_retentionrule_once'), claimback.audit.models.Audited(leaving_out=(), name='cases_retentionrule_audit', veiled=())],
            },
        ),
        migrations.AddField(
            model_name='document',
            name='folder',
            field=models.CharField(blank=True, help_text='Such as Medical/2026; / parts folders.', max_length=200),
        ),
        migrations.AddField(
            model_name='document',
            name='source',
            field=models.CharField(blank=True, choices=[('client', 'Client'), ('insurer', 'Insurer or plan'), ('provider', 'Provider or contractor'), ('expert', 'Expert'), ('us', 'Our firm'), ('public', 'Public record'), ('other', 'Somebody else')], help_text='Whom we have it from.', max_length=20),
        ),
        migrations.AddField(
            model_name='document',
            name='tags',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='evidence',
            name='dated_on',
            field=models.DateField(blank=True, help_text='Of when it is evidence.', null=True),
        ),
        migrations.AddField(
            model_name='evidence',
            name='kind',
            field=models.CharField(blank=True, choices=[('record', 'Record made at the time'), ('opinion', 'Opinion of an expert or provider'), ('literature', 'Literature or guideline'), ('statement', 'Statement of a witness'), ('estimate', 'Estimate or appraisal'), ('picture', 'Photo, video or imaging'), ('money', 'Bill, payment or other figures'), ('contract', 'Policy or plan document'), ('insurers_own', "The insurer's own words"), ('other', 'Other')], max_length=20),
        ),
        migrations.AddField(
            model_name='evidence',
            name='source',
            field=models.CharField(blank=True, help_text='Who says it, such as Dr Example, surgeon.', max_length=200),
        ),
        migrations.AlterField(
            model_name='document',
            name='dated_on',
            field=models.DateField(blank=True, help_text='The date that it bears.', null=True),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['firm', 'case', 'folder'], name='cases_document_folder'),
        ),
        migrations.RunSQL(APPEND_ONLY),
        migrations.RunSQL(FILES),
    ]
