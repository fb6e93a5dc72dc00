"""News from the shop. Sent inside the transaction that made it."""

from django.dispatch import Signal

order_placed = Signal()  # group: OrderGroup
order_paid = Signal()  # group: OrderGroup
order_shipped = Signal()  # order: StoreOrder
refund_owed = Signal()  # refund: Refund (approved, not sent yet)
refund_settled = Signal()  # refund: Refund (succeeded or failed)
product_changed = Signal()  # product: Product (title, price, status or stock word)
store_verified = Signal()  # store: Store (its badge came or went)
order_received = Signal()  # order: StoreOrder
order_completed = Signal()  # order: StoreOrder; balances become payable
parcel_delivered = Signal()  # parcel: Parcel
aftersale_changed = Signal()  # case: AfterSale, event: str
review_written = Signal()  # review: Review
review_answered = Signal()  # review: Review (the store replied)
question_asked = Signal()  # question: Question
question_answered = Signal()  # answer: Answer
