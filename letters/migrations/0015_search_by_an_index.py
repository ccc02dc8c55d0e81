"""The index that the search of letters reads, led by the firm; built concurrently, for letters are written meanwhile.

What waits in the list in front of an index is read by every search, so that list is kept short.
"""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("letters", "0014_search")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY letters_letter_search ON letters_letter USING gin (firm_id,"
            " (to_tsvector('pg_catalog.english'::regconfig, letters_search_text(subject, facts, draft))))"
            " WITH (gin_pending_list_limit = 512)"
        )
    ]
