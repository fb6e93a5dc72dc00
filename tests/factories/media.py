"""Pictures that are ready, with the rows of their renditions (no files)."""

import factory

from media.models import Picture, Rendition, Upload
from tests.factories.accounts import UserFactory


class UploadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Upload

    owner = factory.SubFactory(UserFactory)
    name = "photo.jpg"
    size = 1000
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    status = Upload.Status.READY


class PictureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Picture
        skip_postgeneration_save = True

    owner = factory.SubFactory(UserFactory)
    upload = factory.SubFactory(UploadFactory, owner=factory.SelfAttribute("..owner"))
    width = 1200
    height = 1600
    is_ready = True

    @factory.post_generation
    def renditions(self, create, extracted, **kwargs):
        if not (create and self.is_ready):
            return
        for width in (320, 640, 1200):
            Rendition.objects.create(
                picture=self,
                format=Rendition.Format.WEBP,
                width=width,
                height=width * 4 // 3,
                file=f"p/{self.pk}-{width}.webp",
                size=width * 50,
            )
