"""Scores for platform staff, and the first page of the admin."""

from feed.admin import scores, search

__all__ = ["scores", "search"]
