"""Who signs a letter, why one was given back or put aside, how often a reading was begun and did not end."""

import claimback.tenancy.models
import claimback.tenancy.row_security
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0003_drafts_and_proof'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='signer',
            field=claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='Whose name it ends with.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership'),
        ),
        migrations.AddField(
            model_name='letter',
            name='state_reason',
            field=models.CharField(blank=True, help_text='Why it came back or was put aside.', max_length=300),
        ),
        migrations.AddField(
            model_name='reading',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0, help_text='Begun and not ended: a file that kills its reader is not tried for ever.'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=claimback.tenancy.row_security.FirmReference(field='signer', name='letters_letter_signer_ref'),
        ),
    ]
