"""A letter's clock, why a reading was set aside or a dispatch came back, and one live dispatch per letter."""

import claimback.tenancy.models
import claimback.tenancy.row_security
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deadlines', '0001_initial'),
        ('letters', '0002_waiting_readings'),
    ]

    operations = [
        migrations.AddField(
            model_name='dispatch',
            name='return_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='letter',
            name='deadline',
            field=claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='The clock that it meets or reckons with.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='deadlines.deadline'),
        ),
        migrations.AddField(
            model_name='reading',
            name='set_aside_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AlterField(
            model_name='carrierevent',
            name='kind',
            field=models.CharField(choices=[('accepted', 'Accepted by the carrier'), ('in_transit', 'In transit'), ('delivery_attempted', 'Delivery attempted'), ('held_for_pickup', 'Held for pickup'), ('exception', 'Something went wrong')], max_length=40),
        ),
        migrations.AlterField(
            model_name='dispatch',
            name='proof_grade',
            field=models.CharField(choices=[('sent', 'sent'), ('accepted_by_carrier', 'accepted_by_carrier'), ('delivered', 'delivered'), ('signed_for', 'signed_for'), ('acknowledged_by_insurer', 'acknowledged_by_insurer')], max_length=30),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(fields=['firm', 'sent_at', 'id'], name='letters_dispatch_sent'),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(fields=['firm', 'updated_at', 'id'], name='letters_reading_updated'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'returned'), _negated=True), fields=('firm', 'letter'), name='letters_dispatch_once'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=claimback.tenancy.row_security.FirmReference(field='deadline', name='letters_letter_deadline_ref'),
        ),
    ]
