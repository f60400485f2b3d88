"""One note to read before anybody has written any."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TITLE = "Welcome"
TEXT = """\
This note came with the database, so that the first visit has something to show.

Everybody can read the notes. After you sign in, you can write notes, and change or delete your own; an \
administrator can change and delete all notes.

The site is an ordinary Django project. An ini file sets its database, its debug mode and the place of its \
static files, without a change to any line of the project."""


def write_welcome(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the welcome note, which has no author, in the database that is being migrated."""
    notes = apps.get_model("notes", "Note").objects.using(schema_editor.connection.alias)
    notes.create(title=TITLE, text=TEXT)


class Migration(migrations.Migration):
    """The welcome note; going back leaves it where it is, since the table goes with the next step."""

    dependencies = [("notes", "0001_initial")]

    operations = [migrations.RunPython(write_welcome, migrations.RunPython.noop)]
