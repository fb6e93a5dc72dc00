"""What stars mean together: an average that few voices cannot push far. Pure."""

# As many voices of the ordinary as stand beside those that were given.
PRIOR_COUNT = 5
PRIOR_MEAN = 4.0


def smoothed(total: int, count: int) -> float:
    """The average of the stars with the prior's: one five-star voice makes no best product."""
    return (PRIOR_MEAN * PRIOR_COUNT + total) / (PRIOR_COUNT + count)
