"""Search: what is found, suggested, remembered. See docs/search.md."""
