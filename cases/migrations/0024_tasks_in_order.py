from django.db import migrations, models

from claimback.kernel.tables import together


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0023_tasks_read_in_the_portal'),
        ('tenancy', '0003_alerts'),
    ]

    operations = together([
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['firm', 'assigned', 'due_on', 'id'], name='cases_task_of'),
        ),
    ])
