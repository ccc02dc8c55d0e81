"""Dispatches by vendors: queued, claimed, handed over; what vendors tell; and how a sweep finds what is due."""

import claimback.audit.models
import datetime
from django.db import migrations, models

from claimback.kernel.tables import together

from claimback.tenancy.scanner import due_rows_sql

# Those that wait for a worker, those whose worker gave no sign for longer than it may live, those to be asked about.
# The interval is LEASE of letters/services/handing_over.py.
DUE_DISPATCHES = due_rows_sql(
    "due_dispatches",
    table="letters_dispatch",
    columns=["state", "next_attempt_at", "claimed_at", "proof_looked_on"],
    due="t.state IN ('queued', 'unknown') AND t.next_attempt_at <= now()"
    " OR t.state = 'claimed' AND t.claimed_at < now() - interval '11 minutes'",
    order="coalesce(t.next_attempt_at, t.claimed_at)",
)

# Under the id of a dispatch, as a vendor names it before any firm is known; and those whose proof is to be looked for.
NAMED_AND_UNPROVEN = """
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.dispatch_named(_id uuid) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.firm_id, t.id FROM letters_dispatch t WHERE t.id = _id
$$;
CREATE FUNCTION scanner.unproven_dispatches(_limit integer) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.firm_id, t.id FROM letters_dispatch t
    WHERE t.state IN ('queued', 'claimed', 'unknown', 'refused', 'sent', 'in_transit') AND t.proof_looked_on < current_date
    ORDER BY t.proof_looked_on LIMIT _limit
$$;
RESET ROLE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_amount_claimed'),
        ('letters', '0004_assistance'),
        ('tenancy', '0003_alerts'),
    ]

    operations = together([
        migrations.RemoveConstraint(
            model_name='dispatch',
            name='letters_dispatch_once',
        ),
        migrations.RemoveConstraint(
            model_name='dispatch',
            name='letters_dispatch_audit',
        ),
        migrations.RemoveIndex(
            model_name='dispatch',
            name='letters_dispatch_sent',
        ),
        migrations.AddField(
            model_name='carrierevent',
            name='vendor',
            field=models.CharField(blank=True, choices=[('smtp', 'The mail server'), ('lob', 'Lob'), ('telnyx', 'Telnyx')], help_text='Empty: a member recorded it.', max_length=20),
        ),
        migrations.AddField(
            model_name='carrierevent',
            name='vendor_event',
            field=models.CharField(blank=True, help_text="The vendor's own name of the event.", max_length=120),
        ),
        migrations.AddField(
            model_name='dispatch',
            name='attempts',
            field=models.PositiveIntegerField(default=0, editable=False, help_text='Claims in this round.'),
        ),
        migrations.AddField(
            model_name='dispatch',
            name='claimed_at',
            field=models.DateTimeField(editable=False, help_text='The last claim.', null=True),
        ),
        migrations.AddField(
            model_name='dispatch',
            name='last_error',
            field=models.CharField(blank=True, help_text='Why it did not go, or is not known to have.', max_length=300),
        ),
        migrations.AddField(
            model_name='dispatch',
            name='next_attempt_at',
            field=models.DateTimeField(editable=False, help_text='When a worker next hands it over, or asks whether it went.', null=True),
        ),
        migrations.AddField(
            model_name='dispatch',
            name='proof_looked_on',
            field=models.DateField(db_default=datetime.date(1, 1, 1), default=datetime.date(1, 1, 1), editable=False, help_text='When its proof was last looked for.'),
        ),
        migrations.AddField(
            model_name='dispatch',
            name='return_receipt',
            field=models.BooleanField(default=False, help_text="Certified mail by a vendor: with the recipient's signature."),
        ),
        migrations.AddField(
            model_name='dispatch',
            name='round',
            field=models.PositiveIntegerField(default=1, editable=False, help_text="How often a person had it sent; the vendor's key of it ends with this."),
        ),
        migrations.AddField(
            model_name='dispatch',
            name='vendor',
            field=models.CharField(blank=True, choices=[('smtp', 'The mail server'), ('lob', 'Lob'), ('telnyx', 'Telnyx')], help_text='Empty: a person sends it.', max_length=20),
        ),
        migrations.AddField(
            model_name='dispatch',
            name='vendor_reference',
            field=models.CharField(blank=True, help_text="The vendor's own name of it.", max_length=120),
        ),
        migrations.AlterField(
            model_name='carrierevent',
            name='kind',
            field=models.CharField(choices=[('prepared', 'Being prepared'), ('accepted', 'Accepted by the carrier'), ('in_transit', 'In transit'), ('delivery_attempted', 'Delivery attempted'), ('held_for_pickup', 'Held for pickup'), ('exception', 'Something went wrong'), ('delivered', 'Delivered'), ('returned', 'Came back')], max_length=40),
        ),
        migrations.AlterField(
            model_name='dispatch',
            name='proof_grade',
            field=models.CharField(blank=True, choices=[('sent', 'sent'), ('accepted_by_carrier', 'accepted_by_carrier'), ('delivered', 'delivered'), ('signed_for', 'signed_for'), ('acknowledged_by_insurer', 'acknowledged_by_insurer')], help_text='Empty before it was sent.', max_length=30),
        ),
        migrations.AlterField(
            model_name='dispatch',
            name='sent_at',
            field=models.DateTimeField(help_text='When it left: what is printed and posted by a vendor, when the carrier took it.', null=True),
        ),
        migrations.AlterField(
            model_name='dispatch',
            name='state',
            field=models.CharField(choices=[('queued', 'queued'), ('claimed', 'claimed'), ('unknown', 'unknown'), ('refused', 'refused'), ('withdrawn', 'withdrawn'), ('sent', 'sent'), ('in_transit', 'in_transit'), ('delivered', 'delivered'), ('returned', 'returned')], default='sent', max_length=20),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(fields=['firm', 'created_at', 'id'], name='letters_dispatch_created'),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'unknown'])), fields=['next_attempt_at'], name='letters_dispatch_due'),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(condition=models.Q(('state', 'claimed')), fields=['claimed_at'], name='letters_dispatch_claimed'),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'claimed', 'unknown', 'refused', 'sent', 'in_transit'])), fields=['proof_looked_on'], name='letters_dispatch_unproven'),
        ),
        migrations.AddConstraint(
            model_name='carrierevent',
            constraint=models.UniqueConstraint(condition=models.Q(('vendor', ''), _negated=True), fields=('firm', 'vendor', 'vendor_event'), name='letters_carrierevent_once'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('withdrawn', 'returned')), _negated=True), fields=('firm', 'letter', 'channel'), name='letters_dispatch_once'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=claimback.audit.models.Audited(leaving_out=('proof_looked_on',), name='letters_dispatch_audit', veiled=()),
        ),
        migrations.RunSQL(DUE_DISPATCHES),
        migrations.RunSQL(NAMED_AND_UNPROVEN),
    ])
