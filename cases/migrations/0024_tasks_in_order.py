from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('cases', '0023_tasks_read_in_the_portal'),
        ('tenancy', '0003_alerts'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='task',
            index=models.Index(fields=['firm', 'assigned', 'due_on', 'id'], name='cases_task_of'),
        ),
        RemoveIndexConcurrently(
            model_name='task',
            name='cases_task_open_of',
        ),
        AddIndexConcurrently(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['firm', 'assigned', 'due_on', 'id'], include=('case', 'for_role'), name='cases_task_open_of'),
        ),
        RemoveIndexConcurrently(
            model_name='task',
            name='cases_task_open_kind',
        ),
        AddIndexConcurrently(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['firm', 'kind', 'due_on', 'id'], include=('case', 'for_role'), name='cases_task_open_kind'),
        ),
    ]
