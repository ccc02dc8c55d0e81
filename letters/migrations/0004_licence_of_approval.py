import django.db.models.deletion
from django.db import migrations

import claimback.tenancy.models
import claimback.tenancy.row_security


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0003_shared_with_clients'),
        ('tenancy', '0002_front_door'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='licence',
            field=claimback.tenancy.models.FirmForeignKey(db_constraint=False, db_index=False, help_text='Under which it was approved, as it stood on that day.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.licence'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=claimback.tenancy.row_security.FirmReference(field='licence', name='letters_letter_licence_ref'),
        ),
    ]
