"""The notes of official accounts, for the staff of their stores."""

from notes.admin import notes

__all__ = ["notes"]
