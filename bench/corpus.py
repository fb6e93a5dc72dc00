"""Notes of made-up words, written by the database itself: a million in a few minutes."""

from django.db import connection

from notes.channels import Channel

# The word of rank r is drawn about 1/r as often as the first, from so many.
WORDS = 30_000

_NOTES = """
    INSERT INTO notes_note (public_id, author_id, title, body, channel, language, status,
        visibility, is_ready, revision, created_at, edited_at, published_at)
    SELECT 'k' || lpad(to_hex(n), 10, '0'), authors.ids[1 + n %% cardinality(authors.ids)],
        text.title, text.body, (%(channels)s::text[])[1 + n %% 10], 'en', 'published', 'public',
        true, 1, now(), now(), now() - n * interval '31 seconds'
    FROM generate_series(%(first)s, %(last)s) AS n
    CROSS JOIN (SELECT array_agg(id) AS ids FROM accounts_user WHERE handle LIKE 'bench%%') authors
    CROSS JOIN LATERAL (
        SELECT string_agg(word, ' ') FILTER (WHERE place <= 4) AS title,
               string_agg(word, ' ') FILTER (WHERE place > 4) AS body
        FROM (SELECT place, 'k' || to_hex(floor(power(%(words)s, random() + 0 * n))::int) AS word
              FROM generate_series(1, 44 + n %% 40) AS place) AS drawn
    ) AS text
"""
# All show the one picture: what a page of results costs does not hang on whose it is.
_SLIDES = """
    INSERT INTO notes_noteslide (note_id, picture_id, position, alt)
    SELECT n.id, (SELECT min(id) FROM media_picture), 0, '' FROM notes_note AS n
    WHERE NOT EXISTS (SELECT FROM notes_noteslide WHERE note_id = n.id)
"""
_TALLIES = """
    INSERT INTO notes_notetally (note_id, likes, saves, shares, comments)
    SELECT id, floor(0.9 / (random() + 0.0001)), floor(0.5 / (random() + 0.0001)), 0,
        floor(0.1 / (random() + 0.0001))
    FROM notes_note ON CONFLICT DO NOTHING
"""
_SCORES = """
    INSERT INTO feed_notescore (note_id, value, impressions, newcomer_value,
        newcomer_impressions, newcomer_weight, as_of, prior, feed_impressions, channel,
        published_at, is_listed, rank)
    SELECT id, seen * random() * 0.6, seen, 0, 0, 0, now(), 0, seen, channel, published_at, true, 0
    FROM (SELECT *, floor(3 / (random() + 0.002)) AS seen FROM notes_note) AS note
    ON CONFLICT DO NOTHING
"""
_DOCUMENTS = """
    INSERT INTO feed_searchdocument (note_id, document, revision, completeness, is_promotional,
        language, published_at, prices, steps, written_at)
    SELECT note.id,
        setweight(to_tsvector('simple', note.title), 'A')
        || setweight(to_tsvector('simple', note.body), 'C')
        || array_to_tsvector(ARRAY(SELECT '^' || unnest(string_to_array(note.title, ' '))))
        || array_to_tsvector(ARRAY['=c' || note.channel, '=p' || floor(extract(epoch FROM
            note.published_at - timestamptz '2020-01-01 00:00+00') / 604800)::int]
            || CASE WHEN note.id %% 5 > 0 THEN ARRAY['=o'] ELSE ARRAY[]::text[] END
            || ARRAY(SELECT '=' || unnest(stood.steps))),
        1, stood.complete, note.id %% 5 = 0, 'en', note.published_at, '{}', stood.steps, now()
    FROM notes_note AS note JOIN notes_notetally tally ON tally.note_id = note.id
    JOIN feed_notescore score ON score.note_id = note.id
    CROSS JOIN LATERAL (SELECT 0.6 + 0.4 * (note.id %% 97) / 97.0 AS complete) AS made
    CROSS JOIN LATERAL (SELECT made.complete, ARRAY[
        'w' || floor(8 * log(2, (made.complete / 0.75 * sqrt(least(4, greatest(0.25,
            (score.value + 3.6) / (score.impressions + 12) / 0.3))))::numeric)),
        'l' || length(ltrim(tally.likes::bit(32)::text, '0')),
        's' || length(ltrim(tally.saves::bit(32)::text, '0')),
        'm' || length(ltrim(tally.comments::bit(32)::text, '0'))] AS steps) AS stood
    ON CONFLICT DO NOTHING
"""


def word(rank: int) -> str:
    """The word of this rank; the first is the hottest."""
    return f"k{rank:x}"


def fill(size: int) -> None:
    """Add notes up to this size, with counts, scores and documents, in the database itself."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET maintenance_work_mem = '512MB'")
        cursor.execute("SELECT count(*) FROM notes_note")
        there = cursor.fetchone()[0]
        values = {"first": there, "last": size - 1, "words": WORDS, "channels": Channel.values}
        cursor.execute(_NOTES, values)
        cursor.execute(_SLIDES)
        cursor.execute(_TALLIES)
        cursor.execute(_SCORES)
        cursor.execute("DROP INDEX search_document_words")
        cursor.execute(_DOCUMENTS.replace("%%", "%"))
        cursor.execute(
            "CREATE INDEX search_document_words ON feed_searchdocument USING gin (document)"
        )
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET statement_timeout")
