from notes.models.engagement import Comment, Hide, Like, Save, Share
from notes.models.note import Note, NoteQuerySet, NoteTally, TallyMark
from notes.models.review_note import ReviewNote
from notes.models.slide import NoteSlide
from notes.models.tag import ProductTag
from notes.models.topic import NoteTopic, Topic, TopicFollow
from notes.models.verdict import Verdict

__all__ = [
    "Comment",
    "Hide",
    "Like",
    "Note",
    "NoteQuerySet",
    "NoteSlide",
    "NoteTally",
    "NoteTopic",
    "ProductTag",
    "ReviewNote",
    "Save",
    "Share",
    "TallyMark",
    "Topic",
    "TopicFollow",
    "Verdict",
]
