"""What the demo's readers have searched: so there are trends, and searches that belong together."""

from datetime import datetime, timedelta

from accounts.models import User
from feed.models import Searched
from feed.search import history, index, log, trends

# In one go each: who searches the first, searches the others.
WALKS = (
    ("手冲咖啡", "磨豆机", "咖啡豆"),
    ("敏感肌", "防晒霜"),
    ("粉底液", "口红", "黄皮口红"),
    ("露营", "帐篷"),
    ("猫粮", "养猫"),
    ("coffee", "kettle"),
    ("running", "trail"),
    ("notebook", "pen"),
    ("skin", "sunscreen"),
    ("京都", "旅行"),
)
OWN = ("手冲咖啡", "coffee", "敏感肌")


def search(readers: list[User], shopper: User, *, at: datetime) -> None:
    """Write the index, and what was searched lately. A repeat adds nothing."""
    index.rebuild(at=at)
    if Searched.objects.exists():
        return
    for number, walk in enumerate(WALKS):
        for reader in readers[number : number + 18 - number]:
            # Each in a session of its own.
            begun = at - timedelta(minutes=30 + 90 * number + reader.pk % 40)
            for step, text in enumerate(walk):
                log.record(
                    text,
                    reader=reader.pk,
                    network=f"demo-{reader.pk}",
                    page="",
                    has_hits=True,
                    at=begun + timedelta(minutes=step),
                )
    for age, text in enumerate(reversed(OWN)):
        history.remember(shopper, text, at=at - timedelta(hours=len(OWN) - age))
    trends.measure(at=at)
    trends.relate(at=at)
