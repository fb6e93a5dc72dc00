"""Two rankers tried on readers: who is in, who was shown what, which of them did better."""
