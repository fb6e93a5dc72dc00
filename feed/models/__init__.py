from feed.models.attention import Attention, AttentionCursor
from feed.models.experiment import Arm, Experiment, ExperimentMove, Exposure, Outcome
from feed.models.fairness import FairnessReport, FirstViews, NoteShown
from feed.models.history import Forgotten, HistoryPause, Interest
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
from feed.models.searches import RelatedSearch, SearchDay, Searched, SearchHistory
from feed.models.taste import (
    FeedSettings,
    SimilarNotes,
    SimilarReaders,
    StaleNote,
    StaleReader,
    Taste,
)

__all__ = [
    "Arm",
    "Attention",
    "AttentionCursor",
    "ChannelMean",
    "CommentWorth",
    "Contribution",
    "DirtyNote",
    "Experiment",
    "ExperimentMove",
    "Exposure",
    "FairnessReport",
    "FeedSettings",
    "FirstViews",
    "Forgotten",
    "HistoryPause",
    "Interest",
    "News",
    "NoteScore",
    "NoteShown",
    "Outcome",
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
