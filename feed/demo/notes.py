"""Notes that read as people write them: out of phrase banks, each one its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from feed.demo import chance, covers, words_en, words_zh
from feed.ranking import listing
from media.models import Picture
from notes import text
from notes.models import Note, NoteSlide, NoteTally, ProductTag, Verdict
from notes.services import topics
from shop.models import Product

CHANNELS = tuple(words_zh.SUBJECTS)
# Who writes of a thing a second and a third time says so.
LATER = {"zh-hans": ("", "·后续", "·再更"), "en": ("", ": later", ": still")}
RELATIONS = ("bought",) * 6 + ("affiliate", "affiliate", "gifted", "paid")


@dataclass(frozen=True)
class Spec:
    """One note before it is written."""

    number: int
    language: str
    channel: str
    title: str
    body: str
    topics: tuple[str, ...]
    pictures: tuple[int, ...]
    # What there is to say for it, against it, and for whom it is not.
    sides: tuple[list[str], list[str], list[str]]

    @property
    def public_id(self) -> str:
        return chance.public_id("note", self.number)


def spec(number: int) -> Spec:
    """The note of this number: always the same one."""
    draw = chance.of("note", number)
    words, language = (words_zh, "zh-hans") if number % 2 == 0 else (words_en, "en")
    channel = CHANNELS[(number // 2) % len(CHANNELS)]
    turn = number // (2 * len(CHANNELS))
    subjects = words.SUBJECTS[channel]
    subject, again = turn % len(subjects), turn // len(subjects)
    names, titles, praise, faults, limits = subjects[subject]
    title = titles[again % len(titles)].format(n=draw.randint(2, 9))
    later = LATER[language][again // len(titles) % 3]
    title += later if text.title_units(title + later) <= text.TITLE_UNITS else ""
    shown = covers.of(channel, subject, again, again // len(titles) * 2 + number % 2)
    # The first sixty notes show one picture each, so that they are there soon.
    shown = shown[: 1 if number < 60 else draw.choice((1, 2, 3))]
    body = _body(words, draw, praise, faults, limits)
    return Spec(
        number, language, channel, title, body, tuple(names), shown, (praise, faults, limits)
    )


def _body(words, draw, praise, faults, limits) -> str:
    is_chinese = words is words_zh
    end, joint = ("。", "；") if is_chinese else (".", "; ")
    said = draw.sample(praise, k=draw.randint(3, 4))
    fill = {"praise": said[0], "span": draw.choice(words.SPANS)}
    parts = [draw.choice(words.OPENINGS).format(**fill)]
    listed = joint.join(said[1:]) + end
    parts.append(draw.choice(words.BRIDGES) + ("" if is_chinese else " ") + listed)
    if draw.random() < 0.8:
        parts.append(draw.choice(words.FAULTS).format(fault=draw.choice(faults)))
    if draw.random() < 0.55:
        parts.append(draw.choice(words.LIMITS).format(limit=draw.choice(limits)))
    parts.append(draw.choice(words.CLOSINGS))
    return "\n".join(part[0].upper() + part[1:] for part in parts)


def write(
    numbers: range,
    *,
    authors: list[User],
    shown: dict[int, Picture],
    products: dict[str, list[Product]],
    at: datetime,
) -> list[Note]:
    """Write the notes that are not there yet; those it wrote."""
    specs = [spec(number) for number in numbers]
    known = set(
        Note.objects.filter(public_id__in=[one.public_id for one in specs]).values_list(
            "public_id", flat=True
        )
    )
    written = []
    for one in specs:
        if one.public_id not in known:
            written.append(_write(one, authors, shown, products, at))
    listing.enlist_many(written, at=at)
    return written


@transaction.atomic
def _write(one: Spec, authors, shown, products, at) -> Note:
    draw = chance.of("writing", one.number)
    fluent = [person for person in authors if person.language == one.language]
    author = draw.choice(fluent or authors)
    moment = at - timedelta(minutes=7 + one.number * 31 + draw.randrange(25))
    note = Note.objects.create(
        public_id=one.public_id,
        author=author,
        title=one.title,
        body=one.body,
        channel=one.channel,
        language=one.language,
        status=Note.Status.PUBLISHED,
        published_at=moment,
        is_ready=True,
    )
    slides = NoteSlide.objects.bulk_create(
        NoteSlide(note=note, picture=shown[number], position=place, alt=one.title)
        for place, number in enumerate(dict.fromkeys(one.pictures))
    )
    NoteTally.objects.create(note=note)
    topics.attach(note, [name.replace(" ", "") for name in one.topics])
    if draw.random() < 0.45:
        product = draw.choice(products[one.channel])
        _tag(note, slides[0], product, draw)
        _judge(note, product, one, draw)
    return note


def _judge(note, product, one: Spec, draw) -> None:
    """Two of three who tag a product say what they make of it."""
    if draw.random() < 0.34:
        return
    sides = [[point for point in side if text.body_length(point) <= 40] for side in one.sides]
    pros, cons, not_for = (draw.sample(side, k=min(len(side), 2)) for side in sides)
    Verdict.objects.create(
        note=note,
        product=product,
        pros=pros,
        cons=cons[: draw.choice((0, 1, 1, 2))],
        not_for=not_for[: draw.choice((0, 1))],
        used_weeks=draw.choice((None, 2, 3, 6, 12, 26)),
        price_paid=draw.choice((None, product.price_from)),
    )


def _tag(note, slide, product, draw) -> None:
    ProductTag.objects.create(
        note=note,
        product=product,
        slide=slide,
        x=draw.randint(280, 720),
        y=draw.randint(320, 760),
        relation=draw.choice(RELATIONS),
    )
