"""Explore in a browser, once it shows what was published."""


def explore(page, notes, path="/"):
    """Open explore once it shows these notes alone.

    Web processes remember candidates for a moment, and visitors share a page for some seconds.
    """
    published = {note.public_id for note in notes}
    ids = "cards => cards.map(card => card.dataset.note)"
    for _ in range(60):
        page.goto(path)
        shown = page.eval_on_selector_all("[data-feed] .card", ids)
        if shown and set(shown) <= published:
            return
        page.wait_for_timeout(500)
    raise AssertionError("Explore does not show what was published.")
