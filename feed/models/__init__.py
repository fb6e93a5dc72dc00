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
from feed.models.search import SearchDocument, SearchEntry, SearchMark, SearchTerm
from feed.models.searches import (
    HistoryPause,
    RelatedSearch,
    SearchDay,
    Searched,
    SearchHistory,
)

__all__ = [
    "Attention",
    "AttentionCursor",
    "ChannelMean",
    "CommentWorth",
    "Contribution",
    "DirtyNote",
    "HistoryPause",
    "News",
    "NoteScore",
    "ReaderTrust",
    "RelatedSearch",
    "SearchDay",
    "SearchDocument",
    "SearchEntry",
    "SearchHistory",
    "SearchMark",
    "SearchTerm",
    "Searched",
]
