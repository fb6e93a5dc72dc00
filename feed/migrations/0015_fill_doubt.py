"""What readers gave each note, by praise and blame, out of their contributions.

Slice by slice, so that no row is locked for long. The trust pass, for which all notes are marked,
finds the doubt; until then V counts whole, as before.
"""

from django.db import migrations

_SLICE = 2000
_FILL = """
    UPDATE feed_notescore s SET blame = g.blame, praised_by = g.praised_by, blamed_by = g.blamed_by,
        newcomer_blame = g.newcomer_blame, newcomer_praised_by = g.newcomer_praised_by,
        newcomer_blamed_by = g.newcomer_blamed_by
    FROM (
        SELECT note_id,
            COALESCE(sum(-part) FILTER (WHERE part < 0 AND NOT is_newcomer), 0) AS blame,
            COALESCE(sum(voice) FILTER (WHERE part > 0 AND NOT is_newcomer), 0) AS praised_by,
            COALESCE(sum(voice) FILTER (WHERE part < 0 AND NOT is_newcomer), 0) AS blamed_by,
            COALESCE(sum(-part) FILTER (WHERE part < 0 AND is_newcomer), 0) AS newcomer_blame,
            COALESCE(sum(voice) FILTER (WHERE part > 0 AND is_newcomer), 0) AS newcomer_praised_by,
            COALESCE(sum(voice) FILTER (WHERE part < 0 AND is_newcomer), 0) AS newcomer_blamed_by
        FROM (
            SELECT c.note_id, c.is_newcomer, c.weight * c.reach AS voice,
                c.weight * (c.value + c.reach * c.engaged)
                    * power(2, -GREATEST(extract(epoch FROM o.as_of - c.as_of), 0)::float8
                        / (14 * 86400)) AS part
            FROM feed_contribution c JOIN feed_notescore o ON o.note_id = c.note_id
            WHERE c.note_id > %(after)s AND c.note_id <= %(upto)s
        ) AS parts GROUP BY note_id
    ) AS g WHERE s.note_id = g.note_id
"""
_MARK = """
    INSERT INTO feed_dirtynote (note_id, since)
    SELECT note_id, now() FROM feed_notescore WHERE note_id > %(after)s AND note_id <= %(upto)s
    ON CONFLICT DO NOTHING
"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(max(note_id), 0) FROM feed_notescore")
        last = cursor.fetchone()[0]
        for after in range(0, last, _SLICE):
            values = {"after": after, "upto": after + _SLICE}
            cursor.execute(_FILL, values)
            cursor.execute(_MARK, values)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("feed", "0014_doubt")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
