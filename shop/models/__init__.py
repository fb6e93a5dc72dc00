from shop.models.address import Address
from shop.models.aftersale import AfterSale, AfterSaleMessage, Evidence
from shop.models.attribute import Attribute, AttributeChoice, ProductAttribute
from shop.models.cart import Cart, CartLine
from shop.models.category import Category
from shop.models.coupon import Coupon, CouponClaim, CouponUse
from shop.models.deal import DealTally, FlashDeal
from shop.models.invoice import Invoice
from shop.models.ledger import Account, Entry, Line, Payout
from shop.models.order import OrderGroup, OrderLine, StatusChange, StoreOrder
from shop.models.outbound import MarketOrder, OutboundClick, OutboundOffer
from shop.models.parcel import Parcel, ParcelLine, TrackingEvent
from shop.models.payment import CallbackInbox, IdempotencyKey, Payment, Refund, RefundLine
from shop.models.price import PriceChange, SalePrice
from shop.models.product import Product, ProductPicture, Sku
from shop.models.referral import Referral
from shop.models.shipping import ShippingRule
from shop.models.stock import Stock, StockHold, StockMove, for_sale
from shop.models.store import Provider, Store, StoreStaff
from shop.models.verification import Verification, VerificationDocument
from shop.models.voice import Answer, Question, Review, ReviewPicture, UsefulVote

__all__ = [
    "Account",
    "Address",
    "AfterSale",
    "AfterSaleMessage",
    "Answer",
    "Attribute",
    "AttributeChoice",
    "CallbackInbox",
    "Cart",
    "CartLine",
    "Category",
    "Coupon",
    "CouponClaim",
    "CouponUse",
    "DealTally",
    "Entry",
    "Evidence",
    "FlashDeal",
    "IdempotencyKey",
    "Invoice",
    "Line",
    "MarketOrder",
    "OrderGroup",
    "OrderLine",
    "OutboundClick",
    "OutboundOffer",
    "Parcel",
    "ParcelLine",
    "Payment",
    "Payout",
    "PriceChange",
    "Product",
    "ProductAttribute",
    "ProductPicture",
    "Provider",
    "Question",
    "Referral",
    "Refund",
    "RefundLine",
    "Review",
    "ReviewPicture",
    "SalePrice",
    "ShippingRule",
    "Sku",
    "StatusChange",
    "Stock",
    "StockHold",
    "StockMove",
    "Store",
    "StoreOrder",
    "StoreStaff",
    "TrackingEvent",
    "UsefulVote",
    "Verification",
    "VerificationDocument",
    "for_sale",
]
