"""Packets with their exhibits and parts, and how a sweep finds those that are to be built."""

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

from claimback.tenancy.scanner import due_rows_sql
from claimback.kernel.tables import together

# Those that wait, and those whose worker gave no sign for as long as LEASE of letters/services/packet_work.py is.
WAITING_PACKETS = due_rows_sql(
    "waiting_packets",
    table="letters_packet",
    columns=["state", "updated_at"],
    due="t.state = 'requested' OR t.state = 'building' AND t.updated_at < now() - interval '10 minutes'",
    order="t.updated_at",
)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_amount_claimed'),
        ('letters', '0007_what_a_letter_is_about'),
        ('storage', '0003_pages_as_pictures'),
        ('tenancy', '0003_alerts'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Packet',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('letter_sha256', models.CharField(help_text='Of the letter as it was approved then.', max_length=64)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('requested', 'requested'), ('building', 'building'), ('failed', 'failed'), ('built', 'built')], default='draft', max_length=20)),
                ('numbered', models.BooleanField(default=True, help_text='Whether exhibit pages bear Bates numbers.')),
                ('bates_prefix', models.CharField(blank=True, help_text='Such as QUILL. It ends in no digit.', max_length=20)),
                ('bates_width', models.PositiveSmallIntegerField(default=6, help_text='Digits, with leading zeros.')),
                ('bates_start', models.PositiveIntegerField(blank=True, help_text='By default the number after the last that the case has given.', null=True)),
                ('bates_position', models.CharField(choices=[('bottom_right', 'Bottom right'), ('bottom_center', 'Bottom center'), ('bottom_left', 'Bottom left'), ('top_right', 'Top right'), ('top_center', 'Top center'), ('top_left', 'Top left')], default='bottom_right', max_length=20)),
                ('bates_first', models.PositiveIntegerField(help_text='The first number on it, once it is built.', null=True)),
                ('bates_last', models.PositiveIntegerField(null=True)),
                ('pages_limit', models.PositiveIntegerField(blank=True, help_text='Pages that one part may have, its cover counted, as for a fax.', null=True)),
                ('megabytes_limit', models.PositiveIntegerField(blank=True, help_text='Megabytes that one part may have, as for a portal.', null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, help_text='To build it.')),
                ('pages_done', models.PositiveIntegerField(default=0)),
                ('pages_total', models.PositiveIntegerField(help_text='Known once every exhibit was opened.', null=True)),
                ('problems', models.JSONField(default=list, help_text='Why it was not built: each part that stands in the way, with its remedy.')),
                ('pages', models.PositiveIntegerField(null=True)),
                ('size', models.BigIntegerField(help_text='In bytes.', null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('manifest', models.JSONField(help_text='Its parts with pages, numbers and hashes.', null=True)),
                ('case', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('document', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='The built packet.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.document')),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('letter', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='packets', to='letters.letter')),
                ('requested_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='On whose behalf it is built.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
            ],
        ),
        migrations.CreateModel(
            name='PacketItem',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('position', models.PositiveIntegerField(help_text='Its place in the packet, from 1.')),
                ('redactions', models.JSONField(default=list, help_text='Page, box or span, and reason of each: confirmed by whoever put it here.')),
                ('proposals', models.JSONField(help_text='What was found that should perhaps be redacted, words masked; null: not looked for.', null=True)),
                ('skip_reason', models.CharField(blank=True, help_text='Why it is left out; the index and the manifest say it too.', max_length=300)),
                ('case', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('evidence', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.evidence')),
                ('file', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='The bytes that the letter lists.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='storage.storedfile')),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('packet', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='letters.packet')),
            ],
            options={
                'verbose_name': 'exhibit of a packet',
                'verbose_name_plural': 'exhibits of packets',
            },
        ),
        migrations.CreateModel(
            name='PacketPart',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.PositiveIntegerField(help_text='From 1.')),
                ('first_page', models.PositiveIntegerField(help_text="The packet's first page in it.")),
                ('last_page', models.PositiveIntegerField()),
                ('pages', models.PositiveIntegerField(help_text='Its own, with the cover.')),
                ('size', models.BigIntegerField(help_text='In bytes.')),
                ('sha256', models.CharField(max_length=64)),
                ('case', claimback.tenancy.models.FirmForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('document', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.document')),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('packet', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='letters.packet')),
            ],
            options={
                'verbose_name': 'part of a packet',
                'verbose_name_plural': 'parts of packets',
            },
        ),
        migrations.AddIndex(
            model_name='packet',
            index=models.Index(fields=['firm', 'created_at', 'id'], name='letters_packet_created'),
        ),
        migrations.AddIndex(
            model_name='packet',
            index=models.Index(fields=['firm', 'letter', 'created_at'], name='letters_packet_by_letter'),
        ),
        migrations.AddIndex(
            model_name='packet',
            index=models.Index(condition=models.Q(('state__in', ['requested', 'building'])), fields=['updated_at'], name='letters_packet_waiting'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=models.UniqueConstraint(fields=('firm', 'id'), name='letters_packet_firm_key'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='letters_packet_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=claimback.tenancy.row_security.FirmReference(field='case', name='letters_packet_case_ref'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=claimback.tenancy.row_security.FirmReference(field='letter', name='letters_packet_letter_ref'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=claimback.tenancy.row_security.FirmReference(field='requested_by', name='letters_packet_requested_by_ref'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=claimback.tenancy.row_security.FirmReference(field='document', name='letters_packet_document_ref'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=claimback.tenancy.walls.CaseWall(column='case_id', name='letters_packet_wall', portal='false'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=claimback.tenancy.walls.OfCase(name='letters_packet_of_case', of='letters_letter', parent='letter_id'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'building')), fields=('firm', 'case'), name='letters_packet_building'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=models.UniqueConstraint(condition=models.Q(('bates_first__isnull', False)), fields=('firm', 'case', 'bates_prefix', 'bates_first'), name='letters_packet_numbers'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=claimback.audit.models.Audited(leaving_out=('pages_done', 'pages_total', 'attempts', 'manifest'), name='letters_packet_audit', veiled=()),
        ),
        migrations.AddIndex(
            model_name='packetitem',
            index=models.Index(fields=['firm', 'position', 'id'], name='letters_packetitem_by_position'),
        ),
        migrations.AddConstraint(
            model_name='packetitem',
            constraint=models.UniqueConstraint(fields=('firm', 'id'), name='letters_packetitem_firm_key'),
        ),
        migrations.AddConstraint(
            model_name='packetitem',
            constraint=claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='letters_packetitem_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='packetitem',
            constraint=claimback.tenancy.row_security.FirmReference(field='case', name='letters_packetitem_case_ref'),
        ),
        migrations.AddConstraint(
            model_name='packetitem',
            constraint=claimback.tenancy.row_security.FirmReference(field='packet', name='letters_packetitem_packet_ref'),
        ),
        migrations.AddConstraint(
            model_name='packetitem',
            constraint=claimback.tenancy.row_security.FirmReference(field='evidence', name='letters_packetitem_evidence_ref'),
        ),
        migrations.AddConstraint(
            model_name='packetitem',
            constraint=claimback.tenancy.row_security.FirmReference(field='file', name='letters_packetitem_file_ref'),
        ),
        migrations.AddConstraint(
            model_name='packetitem',
            constraint=claimback.tenancy.walls.CaseWall(column='case_id', name='letters_packetitem_wall', portal='false'),
        ),
        migrations.AddConstraint(
            model_name='packetitem',
            constraint=claimback.tenancy.walls.OfCase(name='letters_packetitem_of_case', of='letters_packet', parent='packet_id'),
        ),
        migrations.AddConstraint(
            model_name='packetitem',
            constraint=models.UniqueConstraint(fields=('firm', 'packet', 'evidence'), name='letters_packetitem_once'),
        ),
        migrations.AddConstraint(
            model_name='packetitem',
            constraint=claimback.audit.models.Audited(leaving_out=(), name='letters_packetitem_audit', veiled=()),
        ),
        migrations.AddIndex(
            model_name='packetpart',
            index=models.Index(fields=['firm', 'number', 'id'], name='letters_packetpart_by_number'),
        ),
        migrations.AddConstraint(
            model_name='packetpart',
            constraint=models.UniqueConstraint(fields=('firm', 'id'), name='letters_packetpart_firm_key'),
        ),
        migrations.AddConstraint(
            model_name='packetpart',
            constraint=claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='letters_packetpart_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='packetpart',
            constraint=claimback.tenancy.row_security.FirmReference(field='case', name='letters_packetpart_case_ref'),
        ),
        migrations.AddConstraint(
            model_name='packetpart',
            constraint=claimback.tenancy.row_security.FirmReference(field='packet', name='letters_packetpart_packet_ref'),
        ),
        migrations.AddConstraint(
            model_name='packetpart',
            constraint=claimback.tenancy.row_security.FirmReference(field='document', name='letters_packetpart_document_ref'),
        ),
        migrations.AddConstraint(
            model_name='packetpart',
            constraint=claimback.tenancy.walls.CaseWall(column='case_id', name='letters_packetpart_wall', portal='false'),
        ),
        migrations.AddConstraint(
            model_name='packetpart',
            constraint=claimback.tenancy.walls.OfCase(name='letters_packetpart_of_case', of='letters_packet', parent='packet_id'),
        ),
        migrations.AddConstraint(
            model_name='packetpart',
            constraint=models.UniqueConstraint(fields=('firm', 'packet', 'number'), name='letters_packetpart_number'),
        ),
        migrations.AddConstraint(
            model_name='packetpart',
            constraint=claimback.audit.models.Audited(leaving_out=(), name='letters_packetpart_audit', veiled=()),
        ),
        migrations.RunSQL(WAITING_PACKETS),
    ])
