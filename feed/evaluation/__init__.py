"""Offline trials of recommendation on recorded acts, as pure arithmetic. See docs/ranking.md."""
