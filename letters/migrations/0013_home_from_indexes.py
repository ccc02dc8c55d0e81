from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('letters', '0012_letters_read_in_the_portal'),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name='letter',
            name='letters_letter_asks',
        ),
        AddIndexConcurrently(
            model_name='letter',
            index=models.Index(condition=models.Q(('state__in', ('in_review', 'approved', 'failed'))), fields=['firm', 'state', 'updated_at', 'id'], include=('case', 'shared_at'), name='letters_letter_asks'),
        ),
    ]
