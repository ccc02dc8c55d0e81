"""Why a letter was given back or put aside; how often a reading was begun and did not end."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0003_drafts_and_proof'),
    ]

    operations = [
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
    ]
