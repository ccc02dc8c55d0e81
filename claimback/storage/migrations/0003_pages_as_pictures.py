"""Pictures of pages in two sizes, and where on a page its words stand."""

from django.db import migrations, models

from claimback.kernel.tables import together


class Migration(migrations.Migration):
    dependencies = [("storage", "0002_rights_and_scanner"), ("tenancy", "0003_alerts")]

    operations = together([
        migrations.RemoveConstraint(model_name="thumbnail", name="storage_thumbnail_number"),
        migrations.AddField(
            model_name="thumbnail",
            name="size",
            field=models.CharField(
                choices=[("small", "small"), ("readable", "readable")], default="small", max_length=10
            ),
        ),
        migrations.AddConstraint(
            model_name="thumbnail",
            constraint=models.UniqueConstraint(
                fields=("firm", "file", "number", "size"), name="storage_thumbnail_number"
            ),
        ),
        migrations.AddField(
            model_name="filepage",
            name="layout",
            field=models.JSONField(
                help_text="Where on the page its words stand, where that is known.", null=True
            ),
        ),
    ])
