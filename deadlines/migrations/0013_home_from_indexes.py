from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('deadlines', '0012_home_lists'),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name='deadline',
            name='deadlines_deadline_unconfirmed',
        ),
        AddIndexConcurrently(
            model_name='deadline',
            index=models.Index(condition=models.Q(('confirmed_at', None), ('duty_of', 'ours'), ('importance', 'critical'), ('state__in', ['open', 'missed', 'unknown'])), fields=['firm', 'sort_on', 'id'], include=('case',), name='deadlines_deadline_unconfirmed'),
        ),
        AddIndexConcurrently(
            model_name='deadlineproposal',
            index=models.Index(condition=models.Q(('state', 'proposed')), fields=['firm', 'created_at', 'id'], include=('case',), name='deadlines_proposal_to_decide'),
        ),
    ]
