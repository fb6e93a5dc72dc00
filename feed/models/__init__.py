from feed.models.attention import Attention
from feed.models.score import (
    ChannelMean,
    Contribution,
    DirtyNote,
    News,
    NoteScore,
    ReaderTrust,
)

__all__ = [
    "Attention",
    "ChannelMean",
    "Contribution",
    "DirtyNote",
    "News",
    "NoteScore",
    "ReaderTrust",
]
