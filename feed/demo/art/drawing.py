"""Which scene a picture of the demo shows. Drawn in processes of their own: nothing of Django."""

import io
from dataclasses import dataclass

from PIL import Image

from feed.demo.art import marks, outdoors, stills, tables
from feed.demo.art.canvas import Canvas
from feed.demo.art.wares import shelf

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
CHANNELS = tuple(SCENES)
# First the scenes, then the wares, then the stores' marks.
EACH, WARES = 4, 8
FIRST_WARE = EACH * len(CHANNELS)
FIRST_MARK = FIRST_WARE + WARES * len(CHANNELS)
SIZES = ((720, 960), (720, 900), (720, 960), (720, 720))
SQUARE = (720, 720)
WIDTHS = (360, 720)
MARK = (240, 240)


@dataclass(frozen=True)
class Drawn:
    """A finished picture on its way from the drawing process."""

    width: int
    height: int
    colour: str
    files: tuple[tuple[int, int, bytes], ...]


def draw(number: int) -> Drawn:
    """Draw one picture; the same number gives the same picture."""
    if number >= FIRST_MARK:
        canvas = Canvas(*MARK, seed=number)
        marks.paint(canvas, CHANNELS[number - FIRST_MARK])
        return _developed(canvas.finish(grain=0, vignette=0, contrast=1), MARK[:1])
    if number >= FIRST_WARE:
        channel, thing = divmod(number - FIRST_WARE, WARES)
        canvas = Canvas(*SQUARE, seed=number)
        shelf.paint(canvas, CHANNELS[channel], thing)
        return _developed(canvas.finish(grain=0.005, vignette=0.05), WIDTHS)
    channel, turn = divmod(number, EACH)
    scenes = SCENES[CHANNELS[channel]]
    canvas = Canvas(*SIZES[turn], seed=number)
    scenes[turn % len(scenes)](canvas, turn // len(scenes))
    return _developed(canvas.finish(), WIDTHS)


def _developed(image: Image.Image, widths: tuple[int, ...]) -> Drawn:
    files = []
    for target in widths:
        size = (target, round(image.height * target / image.width))
        shown = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)
        out = io.BytesIO()
        shown.save(out, "WEBP", quality=82, method=2)
        files.append((*size, out.getvalue()))
    colour = "#" + image.resize((1, 1), Image.Resampling.BOX).tobytes().hex()
    return Drawn(*image.size, colour, tuple(files))
