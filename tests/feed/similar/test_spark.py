"""The Spark job and the worker's arithmetic make the same lists."""

from importlib import import_module

import numpy as np
import pytest

from feed.similar import lists
from tests.feed.similar.data import world


@pytest.mark.long
def test_spark_makes_the_same_lists():
    # Imported here, since only the long tests have the optional extra.
    spark = import_module("feed.similar.spark")
    acts = world(readers=600, notes=250)

    by_spark, by_scipy = spark.lists(acts), lists.lists(acts)

    for kind in ("cosine", "walk"):
        ours, theirs = getattr(by_scipy, kind), getattr(by_spark, kind)
        assert np.array_equal(ours.near, theirs.near)
        assert np.array_equal(ours.score, theirs.score)
    assert (by_spark.cosine.near >= 0).sum() > 2000
