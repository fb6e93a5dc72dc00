"""The lists of `feed.similar.lists` as an Apache Spark job, for when one machine is outgrown.

The same whole numbers and the same arithmetic, so that both make equal lists. Acts go to the job
as a file in a folder that all its machines share.
"""

import logging
import tempfile
from pathlib import Path

import numpy as np
from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as f

from feed.similar import lists as alike
from feed.similar.acts import Acts
from feed.similar.lists import Alike, Lists

LOCAL = "local[2]"
# The bridge to Java tells of every connection that it closes.
logging.getLogger("py4j").setLevel(logging.WARNING)


def lists(acts: Acts, *, master: str = LOCAL, folder: str | None = None) -> Alike:
    """The lists of all notes, made by Spark.

    :param master: the cluster's address, or so many cores of this machine
    :param folder: where acts wait for the job; shared by all machines of the cluster
    """
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "acts.csv"
        _write(acts, path)
        spark = _session(master)
        try:
            return _lists(spark, str(path), acts.notes)
        finally:
            spark.stop()


def _session(master: str) -> SparkSession:
    builder = SparkSession.builder.master(master).appName("rednote similar notes")
    builder = builder.config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "8" if "local" in master else "200")
    return builder.getOrCreate()


def _write(acts: Acts, path: Path) -> None:
    place = np.arange(len(acts.reader)) - acts.starts()[acts.reader]
    rows = np.column_stack([acts.reader, acts.note, place])
    np.savetxt(path, rows, fmt="%d", delimiter=",")


def _lists(spark: SparkSession, path: str, notes: int) -> Alike:
    acts = spark.read.csv(path, schema="reader INT, note INT, place INT")
    counts = _counts(acts).cache()
    sizes = acts.groupBy("note").agg(f.count("*").alias("size"))
    others = sizes.select(f.col("note").alias("near"), f.col("size").alias("others"))
    totals = counts.groupBy("note").agg(f.sum("near_count").alias("total"))
    every = counts.join(sizes, "note").join(others, "near").join(totals, "note")
    count, other = f.col("near_count").cast("double"), f.col("others").cast("double")
    cosine = count / f.lit(float(alike.ONE))
    cosine = cosine / (f.sqrt(f.col("size").cast("double") * other) + f.lit(alike.SHRINK))
    walk = count / f.col("total").cast("double") / f.sqrt(other)
    return Alike(_best(every, cosine, notes), _best(every, walk, notes))


def _counts(acts: DataFrame) -> DataFrame:
    """How near two notes stand in the readers' orders, in whole numbers."""
    ahead = _weights(1.0)
    behind = _weights(alike.BACKWARD)
    first, second = acts.alias("a"), acts.alias("b")
    step = f.col("b.place") - f.col("a.place")
    is_near = (f.col("a.reader") == f.col("b.reader")) & (step != 0)
    is_near &= f.abs(step) <= f.lit(alike.REACH)
    nearness = f.when(step > 0, f.element_at(ahead, step)).otherwise(
        f.element_at(behind, f.abs(step))
    )
    pairs = first.join(second, is_near).select(
        f.col("a.note").alias("note"), f.col("b.note").alias("near"), nearness.alias("nearness")
    )
    return pairs.groupBy("note", "near").agg(f.sum("nearness").alias("near_count"))


def _weights(factor: float) -> Column:
    return f.array(*[f.lit(each).cast("long") for each in alike.weights(factor)])


def _best(every: DataFrame, score: Column, notes: int) -> Lists:
    best = Window.partitionBy("note").orderBy(f.col("score").desc(), f.col("near").desc())
    ranked = every.select("note", "near", score.alias("score"))
    ranked = ranked.withColumn("rank", f.row_number().over(best))
    found = alike.blank(notes)
    for row in ranked.where(f.col("rank") <= alike.MOST).toLocalIterator():
        found.near[row["note"], row["rank"] - 1] = row["near"]
        found.score[row["note"], row["rank"] - 1] = row["score"]
    return found
