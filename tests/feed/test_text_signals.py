"""Cues of honest and of promotional text, in both languages; the substance of comments."""

import tomllib

import pytest

from feed import text_signals

HONEST = "用了三周，自费买的。保湿不错，但是有点拔干，油皮不适合，平替更好。"
LOUD = "姐妹们冲！闭眼入，链接在评论区，全网最低！！！"


@pytest.mark.parametrize(
    ("text", "prior"),
    [
        (HONEST, 0.12),
        (LOUD, -0.20),
        ("After three weeks: however, not suitable for kids.", 0.12),
        ("MUST BUY!!! Link in bio, lowest price ever", -0.20),
        ("A kettle.", 0.0),
        ("缺点是偏重", 0.04),
        ("", 0.0),
    ],
)
def test_the_prior_of_a_text(text, prior):
    assert text_signals.prior(text) == pytest.approx(prior)


def test_every_cue_at_once_moves_the_prior_no_further_than_three():
    families = tomllib.loads(text_signals.LEXICON.read_text())
    honest = [
        f"这个{phrase}，" if language == "zh" else f"{phrase}. "
        for name, family in families.items()
        if name != "promotion"
        for language in ("zh", "en")
        for phrase in family[language]
    ]

    assert text_signals.prior("".join(honest)) <= 0.12 + 1e-9
    assert text_signals.prior(LOUD * 50) == pytest.approx(-0.20)


@pytest.mark.parametrize("text", ["许可是必须的", "a flawless lid", "howevers"])
def test_cues_are_whole_words(text):
    assert text_signals.cues(text) == {}


def test_every_phrase_of_the_lexicon_is_found():
    for name, family in tomllib.loads(text_signals.LEXICON.read_text()).items():
        for phrase in family["zh"]:
            assert name in text_signals.cues(f"这个{phrase}，真的"), phrase
        for phrase in family["en"]:
            assert name in text_signals.cues(f"So {phrase} it is"), phrase


@pytest.mark.parametrize("text", ["", "好", "hi", "😀😀😀😀😀", "!!!???", "aaa bb a"])
def test_a_comment_of_fewer_than_four_letters_is_worth_nothing(text):
    assert text_signals.substance(text) == 0


def test_a_question_context_and_length_add_up():
    asked = text_signals.substance("请问这个会不会拔干？")
    told = text_signals.substance("我用了三个月，一直放在办公室")
    answer = text_signals.substance("放在窗台上", is_answer_to_author=True)

    assert asked == pytest.approx(0.4 + 0.3 + 0.3 * 8 / 40)
    assert told == pytest.approx(0.3 + 0.3 * 13 / 40, abs=0.01)
    assert answer == pytest.approx(0.4 + 0.3 * 5 / 40)
    assert text_signals.substance("x".join("abcdefghijklmnopqrstuvwyz0123456789" * 9)) <= 1.0
