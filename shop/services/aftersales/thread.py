"""What the sides of a case say to each other, with pictures that nobody else sees."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from media.models import Picture
from shop.models import AfterSale, AfterSaleMessage, Evidence
from shop.services.aftersales.moving import refuse

Side = AfterSaleMessage.Side
MOST_PICTURES = 6
MOST_MESSAGES = 60
LONGEST = 1000


@transaction.atomic
def say(
    case: AfterSale,
    *,
    side: str,
    author: User,
    text: str,
    at: datetime,
    pictures: Sequence[Picture] = (),
) -> AfterSaleMessage:
    """Add a contribution.

    :raises CaseRefused: if it is empty, too long, or shows what is not the author's private picture
    """
    text = text.strip()
    if not text and not pictures:
        raise refuse(_("Write something, or add a picture."), "text")
    if len(text) > LONGEST:
        raise refuse(_("At most %(most)d characters.") % {"most": LONGEST}, "text")
    check_pictures(pictures, author)
    if case.messages.filter(side=side).count() >= MOST_MESSAGES:
        raise refuse(_("This case has enough messages. The other side has to act now."), "text")
    message = AfterSaleMessage.objects.create(case=case, side=side, author=author, text=text, at=at)
    Evidence.objects.bulk_create(Evidence(message=message, picture=one) for one in pictures)
    return message


def check_pictures(pictures: Sequence[Picture], author: User) -> None:
    if len(pictures) > MOST_PICTURES:
        raise refuse(
            _("At most %(most)d pictures at a time.") % {"most": MOST_PICTURES}, "pictures"
        )
    if any(one.owner_id != author.pk or not one.upload.is_private for one in pictures):
        raise refuse(_("These are not pictures that you sent for this case."), "pictures")
