"""A small world of acts with tastes: what is acted on together stands together."""

import numpy as np

from feed.similar.acts import Acts, in_order


def world(*, readers=300, notes=200, tastes=8, acts=10, seed=3) -> Acts:
    return in_order(
        *rows(readers=readers, notes=notes, tastes=tastes, acts=acts, seed=seed), notes=notes
    )


def rows(*, readers=300, notes=200, tastes=8, acts=10, seed=3):
    """Reader, note and moment of each act; nobody acts twice on one note."""
    chance = np.random.default_rng(seed)
    who, what = [], []
    for reader in range(readers):
        taste = reader % tastes
        liked = np.arange(taste, notes, tastes)
        weights = 1.0 / (1 + np.arange(len(liked)))
        start = chance.choice(len(liked), p=weights / weights.sum())
        # Onwards from a starting point, as through a series, with a stray note now and then.
        steps = [liked[(start + step) % len(liked)] for step in range(acts)]
        steps[chance.integers(acts - 1)] = chance.integers(notes)
        for note in dict.fromkeys(steps):
            who.append(reader)
            what.append(note)
    return np.array(who), np.array(what), np.arange(len(who), dtype=float)
