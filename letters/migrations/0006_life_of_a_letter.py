"""The life of a letter: every text that it had, what was said of them, the firm's letterhead, and what approval binds."""

import claimback.audit.models
import claimback.kernel.clock
import claimback.kernel.ids
import claimback.tenancy.models
import claimback.tenancy.row_security
import claimback.tenancy.scope
import claimback.tenancy.walls
import django.db.models.deletion
from django.db import migrations, models

from claimback.kernel.tables import together

# A text that stood is not written again, and another letterhead is another row.
APPEND_ONLY = "REVOKE UPDATE, DELETE ON letters_letterversion, letters_letterhead FROM claimback_app"


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_amount_claimed'),
        ('deadlines', '0007_met_by_a_dispatch'),
        ('letters', '0005_dispatch_by_vendors'),
        ('storage', '0003_pages_as_pictures'),
        ('tenancy', '0003_alerts'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Letterhead',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.PositiveIntegerField(editable=False, help_text='From 1; the highest is in force.')),
                ('address_lines', models.TextField(blank=True, help_text="One a line; left empty, the firm's address stands there.", max_length=600)),
                ('footer_line', models.CharField(blank=True, help_text='At the foot of every page.', max_length=200)),
                ('accent', models.CharField(default='#1f3350', help_text='As #rrggbb.', max_length=7)),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('logo', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='A PNG or JPEG of at most 1 MiB.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='storage.storedfile')),
                ('made_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
            ],
        ),
        migrations.CreateModel(
            name='LetterComment',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('on_version', models.PositiveIntegerField(help_text='The number of the version that it was made on.')),
                ('block', models.PositiveIntegerField(help_text="Its place among that version's blocks, from 0; none is the whole letter.", null=True)),
                ('text', models.TextField()),
                ('said_by', models.CharField(blank=True, help_text='Whom the Word document names as its author.', max_length=200)),
                ('resolved_at', models.DateTimeField(null=True)),
                ('author', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='Who made it or took it in.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                ('case', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('letter', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='letters.letter')),
                ('replies_to', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='letters.lettercomment')),
                ('resolved_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
            ],
        ),
        migrations.CreateModel(
            name='LetterVersion',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.PositiveIntegerField(help_text='From 1.')),
                ('origin', models.CharField(choices=[('drafted', 'Drafted from its template'), ('edited', 'Edited'), ('facts', 'Facts taken up'), ('redrafted', 'Written anew from its template'), ('docx', 'Edited in Word'), ('restored', 'An earlier version restored')], max_length=20)),
                ('reason', models.CharField(blank=True, help_text='Why the text was changed.', max_length=300)),
                ('based_on', models.PositiveIntegerField(help_text='The number of the version that was restored, or edited outside.', null=True)),
                ('notes', models.JSONField(default=list, help_text='What was said of it when it was taken in.')),
                ('subject', models.CharField(max_length=300)),
                ('draft', models.JSONField(help_text='The blocks of the text.')),
                ('facts_digest', models.CharField(help_text='SHA-256 of the facts that stood beside it.', max_length=64)),
                ('case', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('file', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='The Word document it came from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='storage.storedfile')),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('letter', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='letters.letter')),
                ('made_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='letter',
            name='letters_letter_audit',
        ),
        migrations.AddField(
            model_name='letter',
            name='approved_facts',
            field=models.CharField(blank=True, help_text='Keyed hash of the facts that the approved bytes state.', max_length=64),
        ),
        migrations.AddField(
            model_name='letter',
            name='text_version',
            field=models.PositiveIntegerField(default=0, help_text='The number of its latest version.'),
        ),
        migrations.AddField(
            model_name='letter',
            name='letterhead',
            field=claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='With which the approved bytes were rendered.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='letters.letterhead'),
        ),
        migrations.AddIndex(
            model_name='lettercomment',
            index=models.Index(fields=['firm', 'created_at', 'id'], name='letters_comment_created'),
        ),
        migrations.AddConstraint(
            model_name='lettercomment',
            constraint=models.UniqueConstraint(fields=('firm', 'id'), name='letters_lettercomment_firm_key'),
        ),
        migrations.AddConstraint(
            model_name='lettercomment',
            constraint=claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='letters_lettercomment_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='lettercomment',
            constraint=claimback.tenancy.row_security.FirmReference(field='case', name='letters_lettercomment_case_ref'),
        ),
        migrations.AddConstraint(
            model_name='lettercomment',
            constraint=claimback.tenancy.row_security.FirmReference(field='letter', name='letters_lettercomment_letter_ref'),
        ),
        migrations.AddConstraint(
            model_name='lettercomment',
            constraint=claimback.tenancy.row_security.FirmReference(field='replies_to', name='letters_lettercomment_replies_to_ref'),
        ),
        migrations.AddConstraint(
            model_name='lettercomment',
            constraint=claimback.tenancy.row_security.FirmReference(field='author', name='letters_lettercomment_author_ref'),
        ),
        migrations.AddConstraint(
            model_name='lettercomment',
            constraint=claimback.tenancy.row_security.FirmReference(field='resolved_by', name='letters_lettercomment_resolved_by_ref'),
        ),
        migrations.AddConstraint(
            model_name='lettercomment',
            constraint=claimback.tenancy.walls.CaseWall(column='case_id', name='letters_lettercomment_wall', portal='false'),
        ),
        migrations.AddConstraint(
            model_name='lettercomment',
            constraint=claimback.tenancy.walls.OfCase(name='letters_lettercomment_of_case', of='letters_letter', parent='letter_id'),
        ),
        migrations.AddConstraint(
            model_name='lettercomment',
            constraint=claimback.audit.models.Audited(leaving_out=(), name='letters_lettercomment_audit', veiled=()),
        ),
        migrations.AddIndex(
            model_name='letterhead',
            index=models.Index(fields=['firm', 'created_at', 'id'], name='letters_letterhead_created'),
        ),
        migrations.AddConstraint(
            model_name='letterhead',
            constraint=models.UniqueConstraint(fields=('firm', 'id'), name='letters_letterhead_firm_key'),
        ),
        migrations.AddConstraint(
            model_name='letterhead',
            constraint=claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='letters_letterhead_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='letterhead',
            constraint=claimback.tenancy.row_security.FirmReference(field='logo', name='letters_letterhead_logo_ref'),
        ),
        migrations.AddConstraint(
            model_name='letterhead',
            constraint=claimback.tenancy.row_security.FirmReference(field='made_by', name='letters_letterhead_made_by_ref'),
        ),
        migrations.AddConstraint(
            model_name='letterhead',
            constraint=models.UniqueConstraint(fields=('firm', 'number'), name='letters_letterhead_number'),
        ),
        migrations.AddConstraint(
            model_name='letterhead',
            constraint=claimback.tenancy.walls.PortalWall(name='letters_letterhead_portal', portal='false'),
        ),
        migrations.AddConstraint(
            model_name='letterhead',
            constraint=claimback.audit.models.Audited(leaving_out=(), name='letters_letterhead_audit', veiled=()),
        ),
        migrations.AddIndex(
            model_name='letterversion',
            index=models.Index(fields=['firm', 'created_at', 'id'], name='letters_version_created'),
        ),
        migrations.AddConstraint(
            model_name='letterversion',
            constraint=models.UniqueConstraint(fields=('firm', 'id'), name='letters_letterversion_firm_key'),
        ),
        migrations.AddConstraint(
            model_name='letterversion',
            constraint=claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='letters_letterversion_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='letterversion',
            constraint=claimback.tenancy.row_security.FirmReference(field='case', name='letters_letterversion_case_ref'),
        ),
        migrations.AddConstraint(
            model_name='letterversion',
            constraint=claimback.tenancy.row_security.FirmReference(field='letter', name='letters_letterversion_letter_ref'),
        ),
        migrations.AddConstraint(
            model_name='letterversion',
            constraint=claimback.tenancy.row_security.FirmReference(field='file', name='letters_letterversion_file_ref'),
        ),
        migrations.AddConstraint(
            model_name='letterversion',
            constraint=claimback.tenancy.row_security.FirmReference(field='made_by', name='letters_letterversion_made_by_ref'),
        ),
        migrations.AddConstraint(
            model_name='letterversion',
            constraint=claimback.tenancy.walls.CaseWall(column='case_id', name='letters_letterversion_wall', portal='false'),
        ),
        migrations.AddConstraint(
            model_name='letterversion',
            constraint=claimback.tenancy.walls.OfCase(name='letters_letterversion_of_case', of='letters_letter', parent='letter_id'),
        ),
        migrations.AddConstraint(
            model_name='letterversion',
            constraint=models.UniqueConstraint(fields=('firm', 'letter', 'number'), name='letters_letterversion_number'),
        ),
        migrations.AddConstraint(
            model_name='letterversion',
            constraint=claimback.audit.models.Audited(leaving_out=('draft',), name='letters_letterversion_audit', veiled=()),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=claimback.tenancy.row_security.FirmReference(field='letterhead', name='letters_letter_letterhead_ref'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=claimback.audit.models.Audited(leaving_out=('draft', 'facts', 'approved_facts'), name='letters_letter_audit', veiled=()),
        ),
        migrations.RunSQL(APPEND_ONLY),
    ])
