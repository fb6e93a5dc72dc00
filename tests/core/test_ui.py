"""The template tags: what they write, and that they ask the database nothing."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import SafeString

from accounts.models import User
from core import icons
from core.templatetags import sheets, ui
from media.models import Avatar, Picture, Rendition
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory


def render(source, **context):
    return Template(source).render(Context(context))


@pytest.fixture
def picture(db):
    made = PictureFactory(colour="#aabbcc")
    return Picture.objects.with_renditions().get(pk=made.pk)


def test_a_picture_keeps_its_place_and_asks_nothing(picture, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = render('{% picture p alt=alt sizes="50vw" %}', p=picture, alt="A <lid>")

    assert 'width="1200" height="1600"' in html
    assert 'alt="A &lt;lid&gt;"' in html
    assert 'data-colour="#aabbcc"' in html
    assert 'loading="lazy"' in html
    assert [width for width in ("320w", "640w", "1200w") if width in html] == [
        "320w",
        "640w",
        "1200w",
    ]
    assert "style=" not in html


def test_the_avif_is_offered_only_where_a_picture_is_shown_wide(picture):
    Rendition.objects.create(
        picture=picture, format="avif", width=1200, height=1600, file="p/a.avif", size=9
    )
    wide = Picture.objects.with_renditions().get(pk=picture.pk)

    assert "image/avif" not in render("{% picture p %}", p=wide)
    assert "p/a.avif 1200w" in render("{% picture p large=True eager=True %}", p=wide)


def test_a_picture_that_is_not_ready_leaves_a_quiet_place(db):
    waiting = PictureFactory(is_ready=False)
    assert "picture-missing" in render("{% picture p %}", p=waiting)
    assert "picture-missing" in render("{% picture p %}", p=None)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(1200, 1600, "r-32"), (1000, 4000, "r-32"), (1000, 1000, "r-24"), (4000, 1000, "r-18")],
)
def test_a_cover_stays_between_four_to_three_and_three_to_four(width, height, expected):
    assert ui.ratio(Picture(width=width, height=height)) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("", "lines-0"),
        ("十个字刚好一行放得下", "lines-1"),
        ("a" * 24, "lines-m"),
        ("长" * 20, "lines-2"),
    ],
)
def test_a_title_reserves_its_lines(title, expected):
    assert ui.lines(title) == expected


def test_a_face_is_a_picture_or_initials_and_never_a_query(
    picture, django_assert_num_queries, django_user_model
):
    plain = UserFactory(handle="linxi", name="林夕")
    pictured = UserFactory(handle="mia", name="Mia Chen")
    Avatar.objects.create(user=pictured, picture=picture)
    loaded = (
        django_user_model.objects.select_related("avatar__picture")
        .prefetch_related("avatar__picture__renditions")
        .get(pk=pictured.pk)
    )
    with django_assert_num_queries(0):
        assert ">林</span>" in render("{% avatar u %}", u=plain)
        assert ">MC</span>" in render(
            "{% avatar u %}", u=User.objects.none().model(name="Mia Chen")
        )
        assert "320.webp" in render('{% avatar u size="l" %}', u=loaded)


def test_a_field_says_what_is_wrong_and_keeps_what_was_typed():
    class Form(forms.Form):
        title = forms.CharField(max_length=3, help_text="Short.")
        agreed = forms.BooleanField(label="I agree")
        size = forms.ChoiceField(choices=[("s", "Small")], widget=forms.RadioSelect)

    form = Form({"title": "<too long>"})
    html = render("{% field f.title %}{% field f.agreed %}{% field f.size %}", f=form)

    assert 'value="&lt;too long&gt;"' in html
    assert 'id="id_title_error"' in html
    assert "at most 3 characters" in html
    assert "<fieldset" in html
    assert re.search(r'<label class="choice" for="id_agreed">', html)


def test_only_the_page_that_is_open_is_current():
    request = RequestFactory().get("/")
    request.resolver_match = type("Match", (), {"view_name": "feed:explore"})()
    source = '{% current "feed:explore" %}|{% current "feed:following" %}'

    assert render(source, request=request) == ' aria-current="page"|'
    assert render(source) == "|"


def test_every_sheet_is_linked_tokens_first_and_utilities_last():
    names = sheets.names()
    assert names[0] == "css/tokens.css"
    assert names[-1] == "css/utilities.css"
    assert "css/components/card.css" in names
    assert all(f'href="/static/{name}"' in ui.stylesheets() for name in names)


def test_the_modules_of_the_frame_are_fetched_beside_it():
    assert {"js/http.js", "js/overlay.js", "js/toast.js"} <= set(sheets.modules())
    assert 'rel="modulepreload" href="/static/js/overlay.js"' in ui.stylesheets()


@pytest.mark.parametrize("name", icons.ICONS)
def test_icons_are_whole_and_quiet(name):
    html = ui.icon(name)
    assert html.count("<") == html.count(">")
    assert 'aria-hidden="true"' in html


def test_an_unknown_icon_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        ui.icon("unicorn")


def test_a_standing_part_knows_what_it_is_given_and_nothing_else():
    source = '{% standing "components/frame_menu.html" is_signed_in=yes is_staff=staff %}'
    anonymous = render(source, yes=False, staff=False)
    reader = render(source, yes=True, staff=False)
    staff = render(source, yes=True, staff=True)

    assert "/admin/" not in anonymous + reader
    assert "/admin/" in staff
    assert "Log out" in reader
    assert "Log out" not in anonymous
    with translation.override("zh-hans"):
        assert "Log out" not in render(source, yes=True, staff=False)
    assert render(source, yes=True, staff=False) == reader


def test_a_standing_part_escapes_what_it_is_given_however_it_was_marked():
    source = '{% standing "components/notice.html" text=words %}'
    assert "<b>" not in render(source, words=SafeString("<b>"))
    assert "<b>" not in render(source, words="<b>")
