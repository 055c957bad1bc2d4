from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0002_language_of_notice_contacts"),
        ("publications", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="publishedversion",
            name="publications_version_number_once",
        ),
        migrations.RemoveIndex(
            model_name="publishedversion",
            name="publications_version_effective",
        ),
        migrations.AddField(
            model_name="publishedversion",
            name="part",
            field=models.CharField(db_default="", default="", editable=False, max_length=253, verbose_name="part"),
        ),
        migrations.AlterField(
            model_name="publishedversion",
            name="kind",
            field=models.CharField(
                choices=[
                    ("subprocessors", "List of subprocessors"),
                    ("statement", "Privacy statement"),
                    ("transparency", "Transparency report"),
                    ("cookies", "Cookie notice"),
                ],
                editable=False,
                max_length=20,
                verbose_name="document",
            ),
        ),
        migrations.AddIndex(
            model_name="publishedversion",
            index=models.Index(
                fields=["kind", "brand", "part", "-effective_at", "-id"], name="publications_version_effective"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedversion",
            constraint=models.UniqueConstraint(
                fields=("kind", "brand", "part", "number"), name="publications_version_number_once"
            ),
        ),
    ]
