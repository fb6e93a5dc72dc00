"""Which thing is drawn for which product: its ground, its colour and a second one."""

from feed.demo.art.canvas import rgb
from feed.demo.art.wares import (
    animals,
    clothes,
    gadgets,
    house,
    kitchen,
    nursery,
    paper,
    sport,
    trail,
    vanity,
)

# In the order of the products that are sold.
COLOURS = {
    "food": (
        kitchen.ALL,
        "#e6ded2 #f1ede4 #8a5f43;#dfe0d8 #ebe3d3 #7d8a72;#eadfce #b98a5e #5b3722;"
        "#dcd9d2 #53565a #b98a5e;#e8e1d8 #f3efe8 #b98a5e;#dfe3da #56685a #c08f5f;"
        "#ece5da #96633f #e5c39a;#e3e7da #54704c #8fae5d",
    ),
    "home": (
        (*house.ALL[:4], kitchen.bowl, *house.ALL[4:]),
        "#e9e0d4 #c4785a #f3e3d3;#e0ded6 #cdbfa6 #f1ebe0;#e4e2da #c7b294 #8b9a86;"
        "#d9d3ca #f2e6d2 #6b5640;#dfdfd8 #d8c4a4 #3c4758;#e6e0d6 #8a9077 #e6dfcd;"
        "#e8e3dc #d3ad7d #b98a5e;#ddd5ca #e7c98d #f08a3c",
    ),
    "beauty": (
        vanity.ALL,
        "#dfe8e2 #8fb3a0 #f6f8f4;#f0e2da #f3dcd2 #d8a48e;#e3e9ee #f5fafc #6f9ab4;"
        "#f4ecd8 #fdf8ee #e8a33d;#efd9d5 #9e3f3f #b9564f;#ece3ee #d9c5dd #f6f0f8;"
        "#f3e6d0 #c98534 #f3c878;#e9e2dc #5d5550 #a98463",
    ),
    "fashion": (
        clothes.ALL,
        "#ece6e0 #d7c3a9 #f7efe4;#e4e2de #8d949b #41474d;#e7e3dc #55614b #3d4636;"
        "#efe4e2 #7f2635 #e8c9a8;#e3e5e6 #f2f0ec #b5654a;#e6e1da #6b5640 #c9a25a;"
        "#e9e3d9 #b58a5e #6b4a30;#e5e1dc #6a4128 #8c5a3a",
    ),
    "travel": (
        trail.ALL,
        "#dfe2d8 #4f6650 #d08a4a;#dce3e6 #3f6a80 #e8b04a;#e4e1d8 #b5533c #e2b25a;"
        "#e2e5df #33505a #d9a066;#e8e2d6 #c2a77e #6b5640;#dadfe0 #d9633f #f2b660;"
        "#e6e3dc #7d8f69 #d6b88c;#dbe4e3 #3d7a78 #e9c46a",
    ),
    "tech": (
        gadgets.ALL,
        "#e4e2ea #f3f3f5 #6c63c7;#e6e1d9 #d9c9b0 #5a5048;#e1e6ea #dfe3e8 #5f9fc0;"
        "#e3e4e6 #eeeeef #c4654f;#e9e6e0 #f4f4f2 #c98a5a;#d6d8de #3a3d44 #5f78a8;"
        "#dfe3e4 #8f989e #7ad0a8;#e8e0d8 #b07a50 #4b3529",
    ),
    "parenting": (
        nursery.ALL,
        "#f3e9dc #6d9dc5 #f2cc8f;#eee6da #e07a5f #f2cc8f;#e6ebe8 #e07a5f #81b29a;"
        "#e4e9ec #7f97a8 #d8a45f;#e9ece2 #9cc3a6 #f0b95a;#f3ead9 #f0cf86 #e58f65;"
        "#ebe7e1 #a9c4cc #f3dfb6;#f1e6dc #e3a857 #b185a7",
    ),
    "pets": (
        animals.ALL,
        "#e8e3d9 #8fa3a0 #e2c39a;#e4e7dd #dfe5cf #6f8f5b;#e3e4e2 #c4654f #f2cc8f;"
        "#e1e7e8 #e9e4da #5f7f78;#ebe3d8 #b7a58c #e9dcc6;#e8e0d4 #a8653f #7a4a2e;"
        "#dfe3e6 #3f6a80 #f2b660;#e6e6de #7d9a86 #dfe7d6",
    ),
    "fitness": (
        sport.ALL,
        "#d9e7ec #3f7fa8 #7fb2c4;#e3e8ea #e0694a #f7f3ec;#e2e6dd #7e9a80 #c98a63;"
        "#e6e2e6 #8d6fae #f0a868;#dfe9ea #7fb0b8 #f1e9d8;#dde3e6 #4a5b68 #e8a33d;"
        "#dbe6ec #22456b #e9694c;#e0ebec #f0b24a #2f6f93",
    ),
    "culture": (
        paper.ALL,
        "#ebe5d8 #44546a #b5654a;#e6e2da #2f3a40 #44546a;#e3ddd2 #e0a23d #b5483a;"
        "#e8e4d9 #e3d6ba #44546a;#dfdbd2 #4f6b5a #b5654a;#e7e3df #3b4a72 #4a5c92;"
        "#e9e3d4 #8a6a3a #9c3f3a;#e5e1da #6b4a3a #c98a63",
    ),
}


def paint(canvas, channel: str, number: int) -> None:
    """The product of this number of the channel's store, on its paper."""
    things, tones = COLOURS[channel]
    ground, main, accent = tones.split(";")[number].split()
    things[number](canvas, rgb(ground), rgb(main), rgb(accent))
