from media.models.picture import Avatar, Picture, PictureQuerySet, Rendition
from media.models.upload import Upload

__all__ = ["Avatar", "Picture", "PictureQuerySet", "Rendition", "Upload"]
