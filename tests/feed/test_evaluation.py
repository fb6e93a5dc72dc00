"""The offline trial: splits, figures, the product beside the baselines."""

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from feed.evaluation import baselines, data, metrics, product
from tests.feed.similar import data as small


@pytest.fixture
def file(tmp_path):
    reader, note, at = small.rows()
    path = tmp_path / "acts.tsv"
    lines = zip(reader, note, at, strict=True)
    path.write_text("".join(f"r{who}\tn{what}\t{moment:.0f}\n" for who, what, moment in lines))
    return path


def test_leave_one_out_asks_for_the_last_act_of_each_reader():
    trial = data.leave_one_out(np.array([0, 0, 1, 2, 2]), np.arange(5), np.array([5, 3, 1, 1, 2]))

    assert trial.readers.tolist() == [0, 2]
    assert [target.tolist() for target in trial.targets] == [[0], [4]]
    assert trial.past.note.tolist() == [1, 2, 3]


def test_a_split_by_time_asks_who_has_a_past_for_all_that_came_after():
    reader = np.array([0, 0, 0, 1, 1, 2])
    trial = data.by_time(reader, np.arange(6), np.array([1, 9, 9, 1, 1, 9]))
    late = data.by_time(np.array([0] * 8 + [0, 1]), np.arange(10), np.array([1.0] * 8 + [9, 9]))

    assert trial.readers.tolist() == []
    assert late.readers.tolist() == [0]
    assert [target.tolist() for target in late.targets] == [[8]]


def test_the_figures_of_a_known_list():
    shown = np.array([[3, 1, -1], [0, 3, -1]])
    touched = np.array([9, 1, 1, 1, 1])

    figures = metrics.measure(shown, [np.array([1]), np.array([4])], touched)

    assert figures.ndcg == pytest.approx(1 / np.log2(3) / 2)
    assert figures.hits == 0.5
    assert figures.coverage == 0.6
    assert figures.tail == 0.75
    assert figures.gini == pytest.approx(0.5)


def test_equal_places_have_no_gini_and_one_for_all_the_most():
    assert metrics._gini(np.full(10, 3)) == 0.0
    assert metrics._gini(np.array([0] * 99 + [7])) == pytest.approx(0.99)


def test_the_order_of_names_tells_nothing(file):
    _reader, note, _at = data.read(file)

    assert sorted(set(note)) == list(range(len(set(note))))
    assert note[:20].tolist() != sorted(note[:20])


def test_of_repeated_acts_the_last_is_kept(tmp_path):
    path = tmp_path / "acts.tsv"
    path.write_text("a\tx\t1\na\ty\t2\na\tx\t3\n\nb\tx\t1\n")

    reader, note, at = data.read(path)

    assert reader.tolist() == [0, 0, 1]
    assert at.tolist() == [2, 3, 1]
    assert note[1] == note[2] != note[0]


def test_where_order_tells_the_product_foresees_most_and_repeats_nothing_known():
    trial = data.leave_one_out(*small.rows())

    shown = product.recommend(trial)

    figures = {"rednote": _measure(shown, trial)}
    figures |= {name: _measure(lists, trial) for name, lists in baselines.run(trial)}
    others = [reached.ndcg for name, reached in figures.items() if name != "rednote"]
    assert len(others) == 7
    assert figures["rednote"].ndcg > max(others)
    assert figures["popularity"].ndcg == min(others)
    assert figures["rednote"].coverage > 0.9
    for reader, row in zip(trial.readers, shown, strict=True):
        assert not set(row) & set(trial.past.newest_first(reader, 1000))


def _measure(shown, trial):
    return metrics.measure(shown, trial.targets, trial.past.per_note())


@pytest.mark.parametrize("split", ["loo", "time"])
def test_the_command_prints_one_line_a_model(file, split, capsys):
    call_command("evaluate_feed", interactions=file, split=split, baselines=True)

    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines if "NDCG@10=" in line]
    assert names[0] == "rednote"
    assert {"item-knn-recency", "rp3b-recency", "ease", "fusion"} <= set(names)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("a\tb\n", "line 1"),
        ("a\tb\t1\na\tc\tsoon\n", "line 2"),
        ("a\tb\tnan\n", "finite"),
        ("a\tb\t1\nc\td\t2\n", "nobody"),
    ],
)
def test_a_file_of_another_form_is_refused_with_the_reason(tmp_path, text, said):
    path = tmp_path / "acts.tsv"
    path.write_text(text)

    with pytest.raises(CommandError, match=said):
        call_command("evaluate_feed", interactions=path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("evaluate_feed", interactions=tmp_path / "nowhere.tsv")
