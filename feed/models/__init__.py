from feed.models.attention import Attention, AttentionCursor
from feed.models.remark import Remark
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
from feed.models.taste import (
    FeedSettings,
    SimilarNotes,
    SimilarReaders,
    StaleNote,
    StaleReader,
    Taste,
)

__all__ = [
    "Attention",
    "AttentionCursor",
    "ChannelMean",
    "CommentWorth",
    "Contribution",
    "DirtyNote",
    "FeedSettings",
    "HistoryPause",
    "News",
    "NoteScore",
    "ReaderTrust",
    "RelatedSearch",
    "Remark",
    "SearchDay",
    "SearchDocument",
    "SearchEntry",
    "SearchHistory",
    "SearchMark",
    "SearchTerm",
    "Searched",
    "SimilarNotes",
    "SimilarReaders",
    "StaleNote",
    "StaleReader",
    "Taste",
]
