"""Single words among the suggestions: those that stand in the titles of several notes."""

from django.db import connection, transaction

from feed.models import SearchDocument, SearchTerm
from feed.search import pinyin, words

# Documents that are looked at, at most; a word must stand in so many titles; words that are kept.
SAMPLE, LEAST, MOST = 20_000, 3, 20_000
_STAT = """
    SELECT substr(word, 2), ndoc FROM ts_stat(%s)
    WHERE word LIKE '^%%' AND length(word) > 2 AND ndoc >= %s
    ORDER BY ndoc DESC, word LIMIT %s
"""
_SAMPLED = "SELECT document FROM feed_searchdocument TABLESAMPLE SYSTEM ({:f})"


@transaction.atomic
def gather() -> int:
    """Write the words of titles anew; how many there are. A repeat leaves the same."""
    documents = SearchDocument.objects.count()
    percent = min(100.0, 100.0 * SAMPLE / max(documents, 1))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '60s'")
        cursor.execute(_STAT, [_SAMPLED.format(percent), LEAST, MOST])
        found = cursor.fetchall()
    rows = [_term(word, notes) for word, notes in found if words.key_of(word) == word]
    kept = {row.key for row in rows}
    SearchTerm.objects.filter(kind=SearchTerm.Kind.WORD, is_hidden=False).exclude(
        key__in=kept
    ).delete()
    SearchTerm.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["kind", "ref", "key"],
        update_fields=["weight"],
    )
    return len(rows)


def _term(word: str, notes: int) -> SearchTerm:
    full, initials = pinyin.spelled(word)
    return SearchTerm(
        kind=SearchTerm.Kind.WORD,
        text=word,
        key=word,
        pinyin=full,
        initials=initials,
        # A word by itself weighs less than a topic or a search of the same use.
        weight=notes**0.25,
    )
