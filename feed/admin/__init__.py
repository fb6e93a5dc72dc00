"""Scores for platform staff, and the first page of the admin."""

from feed.admin import experiments, scores, search

__all__ = ["experiments", "scores", "search"]
