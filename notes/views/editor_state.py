"""What the editor knows of a document beside its words: pictures, and what tagged products are."""

from django.db.models import Q

from core import wording
from core.templatetags import pictures as files
from media.models import Picture, Upload
from media.refusals import reason
from notes.services.publishing import not_on_sale
from shop.models import Product


def pictures_of(author, note, document) -> dict:
    """The author's pictures of this document by their upload."""
    owners = Q(owner=author)
    if note is not None and note.acted_by_id:
        owners |= Q(owner=note.acted_by_id)
    named = [slide.upload for slide in document.slides]
    found = Picture.objects.filter(owners, upload__in=named, upload__is_private=False)
    return {
        picture.upload_id: picture for picture in found.select_related("upload").with_renditions()
    }


def state_of(note, document, pictures) -> dict:
    """The document with all that is shown of it, as the script takes it over."""
    seen = Product.objects.visible_to(note.author if note else None)
    products = seen.filter(public_id__in=[tag.product for tag in document.tags])
    known = {product.public_id: product for product in products.select_related("store")}
    return {
        "id": note.public_id if note else "",
        "revision": note.revision if note else 0,
        "status": note.status if note else "draft",
        "slides": [
            _slide(slide, pictures[slide.upload])
            for slide in document.slides
            if slide.upload in pictures
        ],
        "tags": [_tag(tag, known.get(tag.product), document) for tag in document.tags],
        "topics": document.topics,
    }


def _slide(slide, picture):
    upload, webp = picture.upload, files.renditions(picture, "webp")
    return {
        "upload": str(slide.upload),
        "name": upload.name,
        "alt": slide.alt,
        "status": upload.status,
        "error": reason(upload.error) if upload.status == Upload.Status.REFUSED else "",
        "url": webp[len(webp) // 2].file.url if webp else "",
        "width": picture.width,
        "height": picture.height,
    }


def _tag(tag, product, document):
    placed = tag.slide is not None and tag.slide < len(document.slides)
    return {
        "product": tag.product,
        "title": product.title if product else tag.product,
        "price": wording.money(product.price_from, product.store.currency) if product else "",
        "error": "" if product and product.is_on_sale else not_on_sale(product),
        "relation": tag.relation,
        "upload": str(document.slides[tag.slide].upload) if placed else "",
        "x": tag.x if placed else None,
        "y": tag.y if placed else None,
    }
