"""What readers did with the notes: seen, liked, saved, shared, discussed, then folded in."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from feed import scoring
from feed.demo import browsing, chance, words_en, words_zh
from feed.models import Attention, News, ReaderTrust
from feed.ranking import fast, means, worth
from notes.models import Comment, Like, Note, Save, Share
from notes.services import tally

KINDS = (("like", Like, 0.30), ("save", Save, 0.20), ("share", Share, 0.06))


def trust(readers: list[User]) -> None:
    """They have all read for a while: their votes weigh."""
    rows = [
        ReaderTrust(reader=reader, feed_views=chance.of("trust", reader.handle).randint(20, 90))
        for reader in readers
    ]
    ReaderTrust.objects.bulk_create(rows, ignore_conflicts=True)


def engage(notes: list[Note], *, readers: list[User], at: datetime) -> None:
    """Let readers meet these new notes, each note in a transaction of its own."""
    for note in notes:
        _engage(note, readers, at)
    settle(at=at)
    tally.recount([note.pk for note in notes], at=at)
    means.measure(at=at)


def settle(*, at: datetime) -> None:
    """Fold all news into the scores."""
    while fast.fold(at=at):
        pass


@transaction.atomic
def _engage(note: Note, readers: list[User], at: datetime) -> None:
    draw = chance.of("engagement", note.public_id)
    # How good the note is, which nobody knows: it shows in what readers do.
    worthy = draw.betavariate(2, 3.2)
    met = draw.sample(readers, k=min(len(readers), draw.randint(14, 70)))
    met = [reader for reader in met if reader.pk != note.author_id]
    begun = note.published_at or at
    span = max((at - begun).total_seconds() - 60, 60)
    news, seen = [], []
    acts: dict = {model: [] for _, model, _ in KINDS}
    for reader in met:
        moment = begun + timedelta(seconds=draw.uniform(30, span))
        known = {"note": note, "reader": reader, "kind": "impression", "at": moment}
        news.append(News(**known, impressions=1, reach=1, feed_impressions=1))
        seen.append(Attention(**known, source="explore", token=f"demo-{reader.pk}"))
        news += _acts(note, reader, draw, worthy, moment, acts)
    for model, rows in acts.items():
        model.objects.bulk_create(rows)
    News.objects.bulk_create(news)
    browsing.keep(seen)
    _discuss(note, draw.sample(met, k=min(len(met), round(worthy * 7))), draw, span)


def _acts(note, reader, draw, worthy, moment, acts) -> list[News]:
    news = []
    for kind, model, share in KINDS:
        if draw.random() < share * (0.4 + 1.6 * worthy):
            acts[model].append(model(note=note, user=reader, at=moment))
            value = scoring.event_value(kind)
            news.append(News(note=note, reader=reader, kind=kind, engaged=value, acts=1, at=moment))
    return news


def _discuss(note, people, draw, span) -> None:
    words = words_zh if note.language == "zh-hans" else words_en
    said = [*words.TALK[note.channel], *draw.sample([[text, ""] for text in words.COMMENTS], 3)]
    draw.shuffle(said)
    for person, (text, answer) in zip(people, said, strict=False):
        moment = note.published_at + timedelta(seconds=draw.uniform(30, span * 0.8))
        comment = Comment.objects.create(note=note, author=person, text=text, at=moment)
        worth.written(comment, note=note)
        if draw.random() < 0.4:
            reply = Comment.objects.create(
                note=note,
                author=note.author,
                parent=comment,
                text=answer or draw.choice(words.REPLIES),
                at=moment + timedelta(seconds=span * 0.1),
            )
            worth.written(reply, note=note)
