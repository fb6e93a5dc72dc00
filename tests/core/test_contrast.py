"""Text can be read in both themes: WCAG AA, computed from the tokens."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
PAIRS = [
    (ink, paper)
    for ink in ("text", "secondary", "accent-text")
    for paper in ("page", "surface", "raised")
] + [
    ("secondary", "surface-strong"),
    ("on-accent", "accent-fill"),
    ("on-accent", "accent-hover"),
    ("accent-text", "accent-soft"),
    ("good", "good-soft"),
    ("warn", "warn-soft"),
    ("bad", "bad-soft"),
    ("bad", "page"),
    ("official", "page"),
]


def colours(theme):
    light, dark = re.search(r":root \{(.*?)\n  \}", TOKENS, re.S), _dark()
    found = dict(re.findall(r"--([\w-]+): (#\w+);", light.group(1)))
    return found if theme == "light" else found | dark


def _dark():
    block = re.search(r':root\[data-theme="dark"\] \{(.*?)\n  \}', TOKENS, re.S)
    return dict(re.findall(r"--([\w-]+): (#\w+);", block.group(1)))


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(2 * each for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_text_stands_out(theme, ink, paper):
    found = colours(theme)
    assert contrast(found[ink], found[paper]) >= 4.5, (found[ink], found[paper])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_controls_and_marks_stand_out(theme):
    found = colours(theme)
    assert contrast(found["control-line"], found["page"]) >= 3
    assert contrast(found["accent"], found["page"]) >= 3


def test_both_ways_to_the_dark_theme_are_the_same():
    by_system = re.search(
        r':root:not\(\[data-theme="light"\]\) \{(.*?)\n    \}', TOKENS, re.S
    ).group(1)
    assert dict(re.findall(r"--([\w-]+): (#\w+);", by_system)) == _dark()
