"""Paths of shop."""

from django.urls import path

from shop.views import cart, cases, checkout, orders, outbound, papers, pay, shelves, verification

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
    path("checkout", checkout.checkout_page, name="checkout"),
    path("orders", orders.order_list, name="orders"),
    path("orders/<str:number>", orders.order_page, name="order"),
    path("orders/<str:number>/pay", pay.pay, name="pay"),
    path("orders/<str:number>/return", pay.pay_return, name="pay-return"),
    path("orders/<str:number>/cancel", orders.cancel, name="cancel"),
    path("orders/<str:number>/again", orders.again, name="order-again"),
    path("orders/<str:number>/received/<str:part>", orders.receive, name="receive"),
    path("orders/<str:number>/cancel/<str:part>", orders.cancel_unshipped, name="cancel-unshipped"),
    path("orders/<str:number>/after-sales/<int:line>", cases.ask, name="case-new"),
    path("orders/<str:number>/receipt.pdf", papers.receipt, name="receipt"),
    path("orders/<str:number>/invoice/<str:part>", papers.invoice, name="invoice"),
    path("orders/<str:number>/invoice/<str:part>/file", papers.invoice_file, name="invoice-file"),
    path("after-sales/<str:number>", cases.case_page, name="case"),
    path("after-sales/<str:number>/messages", cases.say, name="case-say"),
    path("after-sales/<str:number>/revision", cases.revise, name="case-revise"),
    path("after-sales/<str:number>/escalation", cases.escalate, name="case-escalate"),
    path("after-sales/<str:number>/withdrawal", cases.withdraw, name="case-withdraw"),
    path("after-sales/<str:number>/return", cases.send_back, name="case-send-back"),
    path("after-sales/<str:number>/pictures/<int:pk>", cases.evidence, name="evidence"),
    path("verification/documents/<int:pk>", verification.document, name="verification-document"),
    path("pay/test/<str:token>", pay.test_pay, name="test-pay"),
]
