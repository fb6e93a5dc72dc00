"""Creators, readers, and the logins that are told to whoever runs the demo."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress

from accounts.models import Follow, User
from feed.demo import chance, words_en, words_zh
from media.models import Avatar, Picture
from notes.services import topics

PASSWORD = "rednote-demo"
LOGINS = (
    ("shopper", "Mei Shopper", "shopper@example.com"),
    ("creator", "阿禾", "creator@example.com"),
    ("brand", "Brand Desk", "brand@example.com"),
    ("rival", "Rival Desk", "rival@example.com"),
    ("platform", "Platform Desk", "platform@example.com"),
)


# What every seventh creator is verified as.
VERIFIED = (
    "咖啡师，SCA 中级",
    "Physiotherapist in practice",
    "独立书店主理人",
    "Small animal vet",
    "户外领队",
    "Ceramicist",
)


def creators(count: int) -> list[User]:
    """The first so many creators; every other one writes Chinese."""
    wanted = []
    for number in range(count):
        words = words_zh if number % 2 == 0 else words_en
        turn, again = divmod(number // 2, len(words.NAMES))
        name = words.NAMES[again] if not turn else f"{words.NAMES[again]} {turn + 1}"
        wanted.append(_person(f"creator{number + 1:03d}", name, words, number))
    return _kept(wanted)


def readers(count: int) -> list[User]:
    """People who read, save and ask, and publish nothing yet."""
    wanted = []
    for number in range(count):
        words = words_zh if number % 2 else words_en
        name = words.NAMES[(number * 7 + 3) % len(words.NAMES)]
        wanted.append(_person(f"reader{number + 1:03d}", name, words, 1000 + number))
    return _kept(wanted)


def logins() -> dict[str, User]:
    """The accounts that can log in, with the same password for all."""
    for handle, name, email in LOGINS:
        if not User.objects.filter(handle=handle).exists():
            person = User.objects.create_user(email, handle, PASSWORD, name=name)
            EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    User.objects.filter(handle="creator").update(
        language="zh-hans", bio="住在杭州，写喝茶、走路和一间小屋子"
    )
    User.objects.filter(handle="platform").update(is_staff=True, is_superuser=True)
    User.objects.filter(handle__in=["brand", "rival"]).update(is_staff=True)
    return User.objects.in_bulk([login[0] for login in LOGINS], field_name="handle")


# Creators whom more than half of all follow.
_KNOWN = 8


def faces(persons: list[User], shown: list[Picture]) -> None:
    """Every other one has a picture; the rest are known by their letters."""
    rows = [
        Avatar(user=person, picture=shown[place % len(shown)])
        for place, person in enumerate(persons[::2])
    ]
    Avatar.objects.bulk_create(rows, ignore_conflicts=True)


def verify(persons: list[User]) -> None:
    """Some creators are who they say they are, and the page says what."""
    for person, verified in zip(persons[1::7], VERIFIED, strict=False):
        User.objects.filter(pk=person.pk).update(verified_as=verified)


def follow(everybody: list[User]) -> None:
    """Few have many followers, many have few; it moves no score."""
    pairs = []
    for number, person in enumerate(everybody):
        draw = chance.of("follows", person.handle)
        liked = draw.sample(range(len(everybody)), k=min(len(everybody) - 1, draw.randint(3, 22)))
        weighted = {min(one, draw.randrange(len(everybody))) for one in liked}
        weighted |= {one for one in range(min(_KNOWN, len(everybody))) if draw.random() < 0.6}
        weighted -= {number}
        pairs += [Follow(follower=person, followed=everybody[one]) for one in sorted(weighted)]
    Follow.objects.bulk_create(pairs, ignore_conflicts=True, batch_size=1000)


def follow_topics(people: Iterable[User], *, at: datetime) -> None:
    """Everybody who logs in follows a few of the most used topics."""
    for place, person in enumerate(people):
        for topic in topics.suggest("", limit=8)[place::4]:
            topics.follow(topic, reader=person, at=at)


def _person(handle, name, words, number) -> User:
    bio = words.BIOS[number % len(words.BIOS)]
    language = "zh-hans" if words is words_zh else "en"
    email = f"{handle}@example.com"
    # No password: nobody logs in as them.
    return User(handle=handle, name=name, bio=bio, email=email, language=language, password="!")


def _kept(wanted: list[User]) -> list[User]:
    User.objects.bulk_create(wanted, ignore_conflicts=True)
    known = User.objects.in_bulk([person.handle for person in wanted], field_name="handle")
    return [known[person.handle] for person in wanted]
