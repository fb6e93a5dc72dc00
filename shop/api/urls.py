"""Operations of shop."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from shop.api import case_views, voices
from shop.api.cart import CartCountView, CartLinesView, CartLineView, CartView
from shop.api.catalogue_views import CategoryViewSet, ProductViewSet, StoreViewSet
from shop.api.earnings import EarningLinesView, EarningsView, PayoutViewSet
from shop.api.order_views import AddressViewSet, CallbackView, CheckoutView, OrderViewSet
from shop.api.own_products import OwnProductViewSet
from shop.api.promotions import CouponsView, OffersView
from shop.api.quote import QuoteView
from shop.api.session import SessionView
from shop.api.verification import DecisionView, StoreVerificationsView, VerificationView

router = SimpleRouter(trailing_slash=False)
router.register("products", ProductViewSet, "product")
router.register("stores", StoreViewSet, "store")
router.register(r"stores/(?P<slug>[-a-zA-Z0-9_]{1,60})/products", OwnProductViewSet, "own-product")
router.register("categories", CategoryViewSet, "category")
router.register("orders", OrderViewSet, "order")
router.register("after-sales", case_views.CaseViewSet, "case")
router.register("addresses", AddressViewSet, "address")
router.register("me/payouts", PayoutViewSet, "payout")

urlpatterns = [
    *router.urls,
    path("me/earnings", EarningsView.as_view(), name="earnings"),
    path("me/earnings/lines", EarningLinesView.as_view(), name="earnings-lines"),
    path("products/<slug:public_id>/reviews", voices.ReviewsView.as_view(), name="reviews"),
    path("products/<slug:public_id>/questions", voices.QuestionsView.as_view(), name="questions"),
    path("reviews", voices.WriteReviewView.as_view(), name="review-write"),
    path("reviews/<slug:public_id>/reply", voices.ReplyView.as_view(), name="review-reply"),
    path("questions/<slug:public_id>/answers", voices.AnswersView.as_view(), name="answers"),
    *(
        path(
            f"{kind}/<slug:public_id>/useful",
            voices.UsefulView.as_view(kind=kind),
            name=f"{kind}-useful",
        )
        for kind in voices.VOICES
    ),
    path("session", SessionView.as_view(), name="session"),
    path(
        "stores/<slug:slug>/verifications",
        StoreVerificationsView.as_view(),
        name="store-verifications",
    ),
    path("verifications/<int:pk>", VerificationView.as_view(), name="verification"),
    path("verifications/<int:pk>/decision", DecisionView.as_view(), name="verification-decision"),
    path("cart", CartView.as_view(), name="cart"),
    path("cart/count", CartCountView.as_view(), name="cart-count"),
    path("cart/lines", CartLinesView.as_view(), name="cart-lines"),
    path("cart/lines/<int:pk>", CartLineView.as_view(), name="cart-line"),
    path("offers", OffersView.as_view(), name="offers"),
    path("coupons", CouponsView.as_view(), name="coupons"),
    path("checkout/quote", QuoteView.as_view(), name="checkout-quote"),
    path(
        "orders/<str:number>/after-sales",
        case_views.OrderCasesView.as_view(),
        name="order-cases",
    ),
    path(
        "orders/<str:number>/parts/<str:part>/received",
        case_views.ReceivedView.as_view(),
        name="part-received",
    ),
    path(
        "orders/<str:number>/parts/<str:part>/unshipped-cancellation",
        case_views.UnshippedCancellationView.as_view(),
        name="part-cancel-unshipped",
    ),
    path(
        "orders/<str:number>/parts/<str:part>/invoice",
        case_views.InvoiceView.as_view(),
        name="part-invoice",
    ),
    path("checkout", CheckoutView.as_view(), name="checkout"),
    path("payments/<str:provider>/callback", CallbackView.as_view(), name="payment-callback"),
]
