"""Cases in every state, told by the services themselves, for whoever looks at the desks."""

from datetime import datetime, timedelta

from accounts.models import User
from shop.models import AfterSale, StoreOrder
from shop.services import fulfilment, refunds
from shop.services.aftersales import answering, asking
from shop.services.aftersales import deadlines as case_deadlines
from shop.services.aftersales.asking import Wish

# What each story asks for, why, and what was written.
WISHES = {
    "applied": ("return", "defective", "杯口有一道裂纹，盖子也盖不严。"),
    "rejected": ("refund", "not_as_shown", "颜色比图上深很多。"),
    "platform": ("refund", "wrong_item", "少了一个滤网，店铺说已经放了。"),
    "to_send": ("return", "size", "小了一号，吊牌都在。"),
    "sent_back": ("return", "defective", "洗过一次就脱线了。"),
    "exchange": ("exchange", "defective", "底座不平，想换一个新的。"),
    "refunding": ("refund", "not_wanted", "拍错了，麻烦退款。"),
    "done": ("refund", "defective", "收到时已经碎了。"),
    "withdrawn": ("refund", "other", "想问能不能补差价。"),
}
STORIES = tuple(WISHES)


def tell(order: StoreOrder, story: str, *, actor: User, at: datetime) -> None:
    """Let this shipped order's buyer complain, and the case come as far as its story says."""
    line = order.lines.select_related("order__group", "order__store", "sku").order_by("pk").first()
    if line is None or AfterSale.objects.filter(line=line).exists():
        return
    kind, reason, text = WISHES[story]
    buyer = order.group.buyer
    begun = at - timedelta(hours=20)
    wish = Wish(kind=kind, reason=reason, quantity=1, text=text)
    case = asking.apply(line, wish, buyer=buyer, at=begun)
    _go_on(case, story, buyer=buyer, actor=actor, at=begun + timedelta(hours=3))


def _go_on(case: AfterSale, story: str, *, buyer: User, actor: User, at: datetime) -> None:
    if story in ("rejected", "platform"):
        answering.reject(case, text="发货前都拍照检查过，请补充图片。", actor=actor, at=at)
    elif story in ("refunding", "done", "to_send", "sent_back", "exchange"):
        answering.agree(case, actor=actor, at=at)
    if story == "platform":
        asking.escalate(case, buyer=buyer, at=at + timedelta(hours=2))
    elif story == "withdrawn":
        asking.withdraw(case, buyer=buyer, at=at)
    elif story in ("sent_back", "exchange"):
        number = f"ZT{case.pk:010d}"
        later = at + timedelta(hours=6)
        asking.send_back(case, carrier="中通快递", tracking=number, buyer=buyer, at=later)
    if story == "exchange":
        answering.accept(case, actor=actor, at=at + timedelta(hours=9))
    if story == "done":
        refunds.submit_due(at=at)
        case_deadlines.run(at=at)


def finish(order: StoreOrder, stage: str, *, at: datetime) -> None:
    """A shipped order that its buyer has received, or that is completed by now."""
    if stage == "received":
        fulfilment.receive(order, actor=order.group.buyer, at=at - timedelta(days=1))
    elif stage == "completed":
        fulfilment.receive(order, actor=order.group.buyer, at=at - timedelta(days=9))
        fulfilment.complete(order, at=at)
