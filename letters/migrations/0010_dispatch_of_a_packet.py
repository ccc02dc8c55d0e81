"""What went out of a letter: its packet, or the letter alone."""

import claimback.tenancy.models
import claimback.tenancy.row_security
import django.db.models.deletion
from django.db import migrations
from claimback.kernel.tables import together

from claimback.kernel.tables import together


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_amount_claimed'),
        ('letters', '0009_firm_templates'),
        ('tenancy', '0003_alerts'),
    ]

    operations = together([
        migrations.AddField(
            model_name='dispatch',
            name='packet',
            field=claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='What went; without one the letter alone.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='letters.packet'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=claimback.tenancy.row_security.FirmReference(field='packet', name='letters_dispatch_packet_ref'),
        ),
    ])
