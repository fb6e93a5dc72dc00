"""News from notes. Sent inside the transaction that made it."""

from django.dispatch import Signal

note_published = Signal()  # note: Note — published and ready: from now on readers may meet it
note_changed = Signal()  # note: Note — a published note was edited
note_withdrawn = Signal()  # note: Note — withdrawn, or taken down
# note: Note, reader: User, kind: str, at: datetime, undone: bool (the act was taken back),
# and where kind == "comment": comment: Comment.
# Kinds: like, save, share, comment, hide, report.
note_engaged = Signal()
