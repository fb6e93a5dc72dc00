"""Who may ask core, and who may keep what it answers."""

from tests.routing import Route, everyone

ROUTES = {
    "core:healthz": Route(budget=0, expect=everyone(200)),
    # No worker runs beside these tests; tests/core/test_health.py sees it ready.
    "core:readyz": Route(budget=4, expect=everyone(503)),
    "core:metrics": Route(budget=0, expect=everyone(200)),
    "core:language": Route(
        method="post", form=True, data={"language": "zh-hans"}, expect=everyone(302)
    ),
    "api:schema": Route(cache="public", budget=0, expect=everyone(200)),
    "api:docs": Route(budget=0, expect=everyone(200)),
    # The cart is the shop's; what all pages ask of a reader's session stands here.
    "api:session": Route(budget=5, expect=everyone(200)),
    "api:unknown": Route(kwargs=lambda world: {"rest": "nothing/here"}, expect=everyone(404)),
}
