"""The product's own recommendations, by the code that its pages use."""

import numpy as np

from feed.evaluation.data import Trial
from feed.evaluation.metrics import LENGTH
from feed.similar import candidates, lists, mix, readers
from feed.similar.acts import Acts
from feed.similar.candidates import Neighbourhood


def recommend(trial: Trial) -> np.ndarray:
    """Lists of LENGTH for each reader asked: candidates of three sources, then R.

    Quality, taste for topics and age say nothing here: the data know none of them, so that S
    orders by R; of equals the one that more sources name goes first.
    """
    past = trial.past
    alike, kin = lists.lists(past), readers.lists(past)
    last = _last_notes(past)
    shown = np.full((len(trial.readers), LENGTH), -1)
    for row, reader in enumerate(trial.readers):
        near = _neighbourhood(past, int(reader), alike, kin, last)
        found, fused = mix.fuse(list(candidates.sources(near).values()))
        order = np.lexsort((-fused, -candidates.related(near, found)))[:LENGTH]
        shown[row, : len(order)] = found[order]
    return shown


def _neighbourhood(
    past: Acts, reader: int, alike: lists.Alike, kin: lists.Lists, last: np.ndarray
) -> Neighbourhood:
    history = past.newest_first(reader, candidates.ACTS)
    others = kin.near[reader]
    known = others >= 0
    return Neighbourhood(
        history,
        np.ones(len(history)),
        (alike.cosine.near[history], alike.cosine.score[history]),
        (alike.walk.near[history], alike.walk.score[history]),
        (last[others[known]], kin.score[reader][known]),
    )


def _last_notes(past: Acts) -> np.ndarray:
    """Readers × LAST: what each did last, newest first."""
    last = np.full((past.readers, candidates.LAST), -1)
    age = past.starts()[1:][past.reader] - 1 - np.arange(len(past.reader))
    recent = age < candidates.LAST
    last[past.reader[recent], age[recent]] = past.note[recent]
    return last
