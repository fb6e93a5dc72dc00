"""Which scene a picture of the demo shows. Drawn in processes of their own: nothing of Django."""

import io
from dataclasses import dataclass

from PIL import Image

from feed.demo.art import outdoors, stills, tables
from feed.demo.art.canvas import Canvas

SCENES = {
    "food": (tables.latte, tables.bowl),
    "home": (stills.vase,),
    "beauty": (stills.flasks,),
    "fashion": (stills.silk,),
    "travel": (outdoors.hills, outdoors.sea),
    "fitness": (outdoors.pool,),
    "tech": (tables.desk,),
    "parenting": (stills.rainbow,),
    "pets": (stills.cat,),
    "culture": (outdoors.night,),
}
EACH = 12  # pictures of a channel
SIZES = ((750, 1000), (750, 1000), (800, 800), (750, 940), (880, 660))
WIDTHS = (360, 720)


@dataclass(frozen=True)
class Drawn:
    """A finished picture on its way from the drawing process."""

    width: int
    height: int
    colour: str
    files: tuple[tuple[int, int, bytes], ...]


def draw(number: int) -> Drawn:
    """Draw one picture; the same number gives the same picture."""
    channel, turn = list(SCENES)[number // EACH], number % EACH
    scenes = SCENES[channel]
    width, height = SIZES[turn % len(SIZES)]
    canvas = Canvas(width, height, seed=number)
    scenes[turn % len(scenes)](canvas, turn // len(scenes))
    image = canvas.finish()
    files = []
    for target in (*WIDTHS, width):
        shown = image.resize((target, round(height * target / width)), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        shown.save(out, "WEBP", quality=82, method=3)
        files.append((*shown.size, out.getvalue()))
    colour = "#" + image.resize((1, 1), Image.Resampling.BOX).tobytes().hex()
    return Drawn(width, height, colour, tuple(files))
