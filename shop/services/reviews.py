"""Reviews: by who has received the thing, once for each line; counted with the product's stars."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Reader, User
from core.errors import RuleViolation
from media.models import Picture
from shop.models import OrderLine, Product, Review, ReviewPicture, StoreOrder, StoreStaff
from shop.signals import review_answered, review_written

LONGEST, LONGEST_REPLY = 1000, 500
RECEIVED = (StoreOrder.Status.RECEIVED, StoreOrder.Status.COMPLETED)
# How each order of a list begins; what is equal follows by age.
SORTS = {
    "useful": ("-useful_count",),
    "newest": (),
    "critical": ("rating", "-useful_count"),
}


class NotYetReceived(RuleViolation):
    code = "not_yet_received"


class AlreadyReviewed(RuleViolation):
    code = "already_reviewed"


class InvalidReview(RuleViolation):
    code = "invalid_review"
    status = 400


class NotOfYourStore(RuleViolation):
    code = "not_of_your_store"
    status = 403


@transaction.atomic
def write(
    line: OrderLine,
    *,
    author: User,
    rating: int,
    text: str = "",
    uploads: Sequence[UUID] = (),
    at: datetime,
) -> Review:
    """Review what one has bought; the stars count for the product from now on.

    :raises NotYetReceived: if it is not the author's, or has not come yet
    :raises AlreadyReviewed: if this line was reviewed
    :raises InvalidReview: if stars, words or pictures do not fit
    """
    text = _checked(rating, text)
    order = StoreOrder.objects.select_related("group").select_for_update(of=("self",))
    bought = order.get(pk=line.order_id)
    if bought.group.buyer_id != author.pk or bought.status not in RECEIVED:
        raise NotYetReceived(_("You can review what you have bought and received."))
    if Review.objects.filter(line=line).exists():
        raise AlreadyReviewed(_("You have reviewed this already."))
    pictures = _pictures(uploads, author)
    review = Review.objects.create(
        product_id=line.sku.product_id,
        line=line,
        author=author,
        rating=rating,
        text=text,
        at=at,
    )
    ReviewPicture.objects.bulk_create(
        ReviewPicture(review=review, picture=picture, position=place)
        for place, picture in enumerate(pictures)
    )
    _count(review, 1)
    review_written.send(sender=Review, review=review)
    return review


@transaction.atomic
def reply(review: Review, *, text: str, actor: User, at: datetime) -> Review:
    """The store answers a review, or changes its answer.

    :raises NotOfYourStore: for whoever does not work there
    :raises InvalidReview: if it is empty or too long
    """
    if not may_speak_for(actor, review.product.store_id):
        raise NotOfYourStore(_("Only the store can reply."))
    text = text.strip()
    if not text or len(text) > LONGEST_REPLY:
        message = _("Write 1 to %(most)d characters.") % {"most": LONGEST_REPLY}
        raise InvalidReview(message, field="text")
    review.reply, review.replied_at, review.replied_by = text, at, actor
    review.save(update_fields=["reply", "replied_at", "replied_by"])
    review_answered.send(sender=Review, review=review)
    return review


@transaction.atomic
def hide(review: Review, *, reason: str) -> bool:
    """The platform takes a review out of sight; its stars count no more. True if that is news."""
    hidden = Review.objects.filter(pk=review.pk, is_hidden=False)
    if not hidden.update(is_hidden=True, hidden_reason=reason[:200]):
        return False
    _count(review, -1)
    return True


@transaction.atomic
def restore(review: Review) -> bool:
    """The platform shows it again; True if that is news."""
    back = Review.objects.filter(pk=review.pk, is_hidden=True)
    if not back.update(is_hidden=False, hidden_reason=""):
        return False
    _count(review, 1)
    return True


def of_product(product: Product, *, reader: Reader, sort: str = "useful") -> QuerySet[Review]:
    """The reviews of a product that this reader may meet, in one of the orders."""
    rows = Review.objects.listed_for(reader).filter(product=product)
    with_all = rows.select_related("author__avatar__picture", "line").prefetch_related(
        "author__avatar__picture__renditions", "pictures__picture__renditions"
    )
    return with_all.order_by(*SORTS[sort], "-pk")


def open_lines(buyer: User) -> QuerySet[OrderLine]:
    """What this buyer has received and not reviewed yet."""
    lines = OrderLine.objects.filter(order__group__buyer=buyer, order__status__in=RECEIVED)
    return lines.filter(review=None).select_related("sku__product__store", "order")


def may_speak_for(user: Reader, store_id: int) -> bool:
    return user.is_authenticated and StoreStaff.objects.filter(user=user, store=store_id).exists()


def _checked(rating: int, text: str) -> str:
    if not 1 <= rating <= 5:
        raise InvalidReview(_("Give one to five stars."), field="rating")
    text = text.strip()
    if len(text) > LONGEST:
        message = _("Write at most %(most)d characters.") % {"most": LONGEST}
        raise InvalidReview(message, field="text")
    return text


def _pictures(uploads: Sequence[UUID], author: User) -> list[Picture]:
    if len(set(uploads)) != len(uploads) or len(uploads) > ReviewPicture.MOST:
        message = _("Add at most %(most)d pictures, each once.") % {"most": ReviewPicture.MOST}
        raise InvalidReview(message, field="uploads")
    mine = Picture.objects.filter(owner=author, upload_id__in=uploads, upload__is_private=False)
    found = {picture.upload_id: picture for picture in mine}
    if set(found) != set(uploads):
        message = _("A picture is none of your uploads. Please add it again.")
        raise InvalidReview(message, field="uploads")
    return [found[upload] for upload in uploads]


def _count(review: Review, by: int) -> None:
    # Relative, so that two at once both count; the version renews what shows the stars.
    Product.objects.filter(pk=review.product_id).update(
        rating_sum=F("rating_sum") + by * review.rating,
        rating_count=F("rating_count") + by,
        version=F("version") + 1,
    )
