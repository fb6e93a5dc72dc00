"""Paths of shop."""

from django.urls import path

from shop.views import cart, outbound, shelves

app_name = "shop"
urlpatterns = [
    path("shop", shelves.home, name="home"),
    path("stores/<slug:slug>", shelves.store, name="store"),
    path("go/<slug:public_id>", outbound.go, name="go"),
    path("go/<slug:public_id>/leave", outbound.leave, name="leave"),
    path("cart", cart.cart, name="cart"),
    path("cart/lines", cart.add, name="cart-add"),
    path("cart/lines/<int:pk>", cart.change, name="cart-change"),
    path("cart/lines/<int:pk>/remove", cart.remove, name="cart-remove"),
    path("cart/selection", cart.selection, name="cart-select"),
]
