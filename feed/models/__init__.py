from feed.models.attention import Attention, AttentionCursor
from feed.models.score import (
    ChannelMean,
    CommentWorth,
    Contribution,
    DirtyNote,
    News,
    NoteScore,
    ReaderTrust,
)

__all__ = [
    "Attention",
    "AttentionCursor",
    "ChannelMean",
    "CommentWorth",
    "Contribution",
    "DirtyNote",
    "News",
    "NoteScore",
    "ReaderTrust",
]
