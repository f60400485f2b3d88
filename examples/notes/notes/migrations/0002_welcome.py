"""One note to read before anybody has written any."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TITLE = "Welcome"
TEXT = """\
This note came with the database, so that the first visit has something to show.

Everybody can read what stands here. Who signs in can write notes, and change or delete their own; an \
administrator can do so with all of them, this one included.

The site itself is an ordinary Django project. Which database it uses, whether it is in debug mode, and \
where its static files are was decided by an ini file, without a change to any line of the project."""


def write_welcome(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the welcome note, which has no author, in the database that is being migrated."""
    notes = apps.get_model("notes", "Note").objects.using(schema_editor.connection.alias)
    notes.create(title=TITLE, text=TEXT)


class Migration(migrations.Migration):
    """The welcome note; going back leaves it where it is, since the table goes with the next step."""

    dependencies = [("notes", "0001_initial")]

    operations = [migrations.RunPython(write_welcome, migrations.RunPython.noop)]
