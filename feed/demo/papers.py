"""Private pictures of the demo: papers of an application, and what a buyer shows to be wrong."""

import io
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from accounts.models import User
from feed.demo import chance
from media.models import Picture, Rendition, Upload
from media.storage import private_storage

SHEET = (720, 960)
PAPER, INK, SEAL = "#fbf8f0", "#2b2b2e", "#c8382f"


def certificate(owner: User, *, name: str, title: str, lines: list[str]) -> Picture:
    """A paper with a seal, as somebody scans it."""
    sheet = Image.new("RGB", SHEET, PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((28, 28, 692, 932), outline="#b89b5e", width=6)
    pen.rectangle((42, 42, 678, 918), outline="#b89b5e", width=1)
    pen.text((360, 150), title, INK, ImageFont.load_default(44), anchor="mm")
    for place, line in enumerate(lines):
        pen.text((96, 270 + 70 * place), line, INK, ImageFont.load_default(24))
        pen.line((96, 306 + 70 * place, 624, 306 + 70 * place), "#d8d2c2", 1)
    pen.ellipse((440, 690, 620, 870), outline=SEAL, width=7)
    pen.text((530, 780), "SPECIMEN", SEAL, ImageFont.load_default(28), anchor="mm")
    return _kept(name, sheet.rotate(0.6, fillcolor="#8d8d90", expand=True), owner)


def flaw(owner: User, *, name: str, cover: Picture) -> Picture:
    """The thing as its buyer photographed it: nearer, darker, with a crack."""
    widest = cover.renditions.filter(format="webp").order_by("-width")[0]
    with default_storage.open(str(widest.file.name)) as stored:
        seen = _near(io.BytesIO(stored.read()))
    draw = chance.of("flaw", name)
    points = [(310, 250)]
    for _step in range(9):
        x, y = points[-1]
        points.append((x + draw.randrange(-14, 26), y + draw.randrange(16, 34)))
    pen = ImageDraw.Draw(seen)
    pen.line(points, fill="#2a2320", width=4)
    pen.line([points[4], (points[4][0] - 46, points[4][1] + 30)], fill="#2a2320", width=3)
    return _kept(name, seen.filter(ImageFilter.GaussianBlur(0.8)), owner)


def _near(file: io.BytesIO) -> Image.Image:
    try:
        whole = Image.open(file).convert("RGB").resize((720, 720))
    except OSError:
        # Tests do not draw the things.
        whole = Image.new("RGB", (720, 720), "#aabbcc")
    near = whole.crop((90, 110, 630, 650)).resize((720, 720))
    return Image.blend(near, Image.new("RGB", near.size, "#6b5b3e"), 0.18)


@transaction.atomic
def _kept(name: str, image: Image.Image, owner: User) -> Picture:
    mark = sha256(f"demo paper {name}".encode()).hexdigest()
    known = Picture.objects.filter(upload__sha256=mark, owner=owner).first()
    if known:
        return known
    out = io.BytesIO()
    image.save(out, "WEBP", quality=80, method=2)
    content = out.getvalue()
    upload = Upload.objects.create(
        owner=owner,
        name=f"{name}.webp",
        size=len(content),
        sha256=mark,
        status=Upload.Status.READY,
        is_private=True,
    )
    width, height = image.size
    picture = Picture.objects.create(
        upload=upload, owner=owner, width=width, height=height, is_ready=True
    )
    path = f"p/{mark[:2]}/{mark[:32]}-{width}.webp"
    private_storage().delete(path)
    private_storage().save(path, ContentFile(content))
    Rendition.objects.create(
        picture=picture, format="webp", width=width, height=height, file=path, size=len(content)
    )
    return picture
