"""Demo data that looks alive: made, not loaded, and the same at every run."""
