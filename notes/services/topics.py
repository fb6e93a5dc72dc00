"""#topics: found or made, hung on notes, suggested while typing."""

from collections import Counter
from datetime import datetime

from django.db.models import Count, Q

from accounts.models import User
from notes import text
from notes.models import Note, NoteTopic, Topic, TopicFollow


def attach(note: Note, names: list[str]) -> None:
    """Give the note these topics in this order, and no others. A repeat changes nothing.

    What has no key, such as a name with spaces, is no topic.
    """
    keyed = {key: name for name in names if (key := text.topic_key(name))}
    Topic.objects.bulk_create(
        [Topic(key=key, name=name) for key, name in sorted(keyed.items())], ignore_conflicts=True
    )
    known = {topic.key: topic for topic in Topic.objects.filter(key__in=keyed)}
    wanted = [known[key].pk for key in keyed]
    if list(note.topicings.values_list("topic_id", flat=True)) == wanted:
        return
    note.topicings.all().delete()
    NoteTopic.objects.bulk_create(
        [NoteTopic(note=note, topic_id=pk, position=i) for i, pk in enumerate(wanted)]
    )


def follow(topic: Topic, *, reader: User, at: datetime) -> None:
    """Let the reader meet notes with this topic. A repeat changes nothing."""
    TopicFollow.objects.get_or_create(topic=topic, follower=reader, defaults={"at": at})


def unfollow(topic: Topic, *, reader: User) -> None:
    """Take `follow` back. A repeat changes nothing."""
    TopicFollow.objects.filter(topic=topic, follower=reader).delete()


def is_followed(topic: Topic, *, reader: User) -> bool:
    return TopicFollow.objects.filter(topic=topic, follower=reader).exists()


def suggest(beginning: str, *, limit: int = 8) -> list[Topic]:
    """Topics that begin so, the most used first; without a beginning the most used of all."""
    key = text.topic_key(beginning)
    if beginning.strip("# \uff03") and not key:
        return []
    listed = Q(notes__status=Note.Status.PUBLISHED, notes__visibility=Note.Visibility.PUBLIC)
    return list(
        Topic.objects.filter(key__startswith=key)
        .annotate(uses=Count("notes", filter=listed))
        .filter(uses__gt=0)
        .order_by("-uses", "key")[:limit]
    )


def suggest_channel(names: list[str], product_ids: list[str]) -> str:
    """The channel in which notes with these topics and products mostly stand; '' if unknown."""
    keys = [key for name in names if (key := text.topic_key(name))]
    votes: Counter[str] = Counter()
    published = Note.objects.published().exclude(channel="")
    for weight, condition in (
        (1, Q(topics__key__in=keys)),
        (2, Q(product_tags__product__public_id__in=product_ids)),
    ):
        for channel in (
            published.filter(condition).order_by("-pk").values_list("channel", flat=True)[:200]
        ):
            votes[channel] += weight
    return votes.most_common(1)[0][0] if votes else ""
