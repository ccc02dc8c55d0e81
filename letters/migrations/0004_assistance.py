"""The assistant: a firm's leave to ask it, whether it was asked about a reading, and what it proposes."""

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

# The scanner may look at the table already. In the words of the index letters_reading_waiting.
WAITING_READINGS = """
GRANT SELECT (assistance_state) ON letters_reading TO claimback_scanner;
SET LOCAL ROLE claimback_scanner;
CREATE OR REPLACE FUNCTION scanner.waiting_readings(_limit integer) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.firm_id, t.id FROM letters_reading t
    WHERE t.state IN ('requested', 'reading') AND NOT t.waits_for_text OR t.assistance_state = 'waiting' AND t.state = 'read'
    ORDER BY t.updated_at LIMIT _limit
$$;
RESET ROLE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_amount_claimed'),
        ('letters', '0003_reading_as_a_job'),
        ('storage', '0003_pages_as_pictures'),
        ('tenancy', '0003_alerts'),
    ]

    operations = together([
        migrations.CreateModel(
            name='AssistantPermission',
            fields=[
                ('id', models.UUIDField(default=claimback.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=claimback.kernel.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('destination', models.CharField(help_text='Where the text of letters may go.', max_length=300)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('firm', models.ForeignKey(db_index=False, default=claimback.tenancy.scope.current_firm_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.firm')),
                ('given_by', claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='reading',
            name='letters_reading_audit',
        ),
        migrations.RemoveIndex(
            model_name='reading',
            name='letters_reading_waiting',
        ),
        migrations.AddField(
            model_name='reading',
            name='assistance_state',
            field=models.CharField(choices=[('none', 'none'), ('waiting', 'waiting'), ('asked', 'asked'), ('answered', 'answered'), ('unavailable', 'unavailable')], default='none', help_text='Whether the assistant was asked for what the rules missed.', max_length=20),
        ),
        migrations.AddField(
            model_name='reading',
            name='assistance_answer',
            field=models.JSONField(help_text="What it proposes, in the letter's own words, or why it does not answer.", null=True),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(condition=models.Q(models.Q(('state__in', ('requested', 'reading')), ('waits_for_text', False)), models.Q(('assistance_state', 'waiting'), ('state', 'read')), _connector='OR'), fields=['updated_at'], name='letters_reading_waiting'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=claimback.audit.models.Audited(leaving_out=('pages', 'findings', 'assistance_answer', 'attempts', 'waits_for_text'), name='letters_reading_audit', veiled=()),
        ),
        migrations.RunSQL(WAITING_READINGS),
        migrations.AddIndex(
            model_name='assistantpermission',
            index=models.Index(fields=['firm', 'created_at', 'id'], name='letters_assistantperm_created'),
        ),
        migrations.AddConstraint(
            model_name='assistantpermission',
            constraint=models.UniqueConstraint(fields=('firm', 'id'), name='letters_assistantpermission_firm_key'),
        ),
        migrations.AddConstraint(
            model_name='assistantpermission',
            constraint=claimback.tenancy.row_security.FirmIsolation(column='firm_id', name='letters_assistantpermission_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='assistantpermission',
            constraint=claimback.tenancy.row_security.FirmReference(field='given_by', name='letters_assistantpermission_given_by_ref'),
        ),
        migrations.AddConstraint(
            model_name='assistantpermission',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('firm',), name='letters_assistantpermission_once'),
        ),
        migrations.AddConstraint(
            model_name='assistantpermission',
            constraint=claimback.tenancy.walls.PortalWall(name='letters_assistantpermission_portal', portal='false'),
        ),
        migrations.AddConstraint(
            model_name='assistantpermission',
            constraint=claimback.audit.models.Audited(leaving_out=(), name='letters_assistantpermission_audit', veiled=()),
        ),
    ])
