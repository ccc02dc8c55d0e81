"""Operations of migrations that are done together: which are, and that none of ours is left to be slow."""

from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from claimback.kernel.tables import Together, together

OURS = {"claimback", "cases", "deadlines", "letters"}

MAKE = migrations.CreateModel("Paper", [("id", models.UUIDField(primary_key=True))])
ADD = migrations.AddField("paper", "title", models.TextField(null=True))
FILL = migrations.RunSQL("UPDATE paper SET title = ''")
ALTER = migrations.AlterField("paper", "title", models.TextField())
OTHER = migrations.AddField("letter", "paper", models.ForeignKey("Paper", models.PROTECT))
UNIQUE = models.UniqueConstraint(fields=["title"], name="paper_title")
KEEP = migrations.AddConstraint("paper", UNIQUE)
DROP = migrations.RemoveConstraint("paper", "paper_title")


def groups(*operations):
    return [each.operations if isinstance(each, Together) else [each] for each in together(operations)]


def test_what_makes_a_model_and_what_adds_to_it_are_apart():
    assert groups(MAKE, OTHER, ADD, KEEP) == [[MAKE, OTHER], [ADD, KEEP]]


def test_two_that_touch_the_same_are_apart():
    assert groups(ADD, ALTER) == [[ADD], [ALTER]]
    assert groups(DROP, OTHER, KEEP, ADD) == [[DROP, OTHER], [KEEP, ADD]]


def test_what_is_no_change_of_one_part_stands_alone():
    assert groups(ADD, FILL, ALTER, OTHER) == [[ADD], [FILL], [ALTER, OTHER]]


def test_every_migration_of_ours_does_together_what_can_be():
    """Else each operation renders nearly every model, and a new installation waits for a minute: use `together`."""
    labels = {app.label for app in apps.get_app_configs() if app.name.split(".")[0] in OURS}
    slow = [
        f"{label}.{name}"
        for (label, name), migration in MigrationLoader(None).disk_migrations.items()
        if label in labels
        and migration.atomic  # what is built beside the work that goes on is built one by one
        and len(together(migration.operations)) < len(migration.operations)
    ]
    assert slow == []
