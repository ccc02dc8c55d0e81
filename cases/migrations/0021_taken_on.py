from django.db import migrations, models

from claimback.kernel.tables import together


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0020_asked_of_clients"),
    ]

    operations = together(
        [
            migrations.AddField(
                model_name="case",
                name="taken_on",
                field=models.DateField(
                    editable=False,
                    help_text="When it first left intake for work; none for one that came in so.",
                    null=True,
                ),
            ),
        ]
    )
