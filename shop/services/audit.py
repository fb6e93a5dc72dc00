"""What must always hold in the shop's books, asked of the database in plain SQL.

Each question finds the rows that break it; a clean shop finds none.
"""

from dataclasses import dataclass

from django.db import connection, transaction

from shop.services import audit_money

# What is asked → rows (subject, found, expected).
QUESTIONS = {
    "oversold": """
        SELECT id::text, (held + committed)::text, on_hand::text FROM shop_stock
        WHERE held < 0 OR committed < 0 OR held + committed > on_hand
    """,
    "held and committed are not what the holds say": """
        SELECT s.id::text, s.held || '+' || s.committed,
               coalesce(h.held, 0) || '+' || coalesce(h.committed, 0)
        FROM shop_stock s LEFT JOIN (
            SELECT stock_id, sum(quantity) FILTER (WHERE status = 'held') AS held,
                   sum(quantity) FILTER (WHERE status = 'committed') AS committed
            FROM shop_stockhold GROUP BY stock_id
        ) h ON h.stock_id = s.id
        WHERE (s.held, s.committed) <> (coalesce(h.held, 0), coalesce(h.committed, 0))
    """,
    "held and committed are not what the moves say": """
        SELECT s.id::text, s.held || '+' || s.committed, m.held || '+' || m.committed
        FROM shop_stock s JOIN (
            SELECT stock_id, sum(held_delta) AS held, sum(committed_delta) AS committed
            FROM shop_stockmove GROUP BY stock_id
        ) m ON m.stock_id = s.id
        WHERE (s.held, s.committed) <> (m.held, m.committed)
    """,
    "an order line without its hold": """
        SELECT l.id::text, coalesce(sum(h.quantity), 0)::text, l.quantity::text
        FROM shop_orderline l
        LEFT JOIN shop_stockhold h ON h.line_id = l.id AND h.case_id IS NULL
        GROUP BY l.id HAVING coalesce(sum(h.quantity), 0) <> l.quantity
    """,
    "a hold in another state than its order": """
        SELECT h.id::text, h.status, o.status
        FROM shop_stockhold h JOIN shop_orderline l ON l.id = h.line_id
        JOIN shop_storeorder o ON o.id = l.order_id
        WHERE h.case_id IS NULL AND NOT CASE o.status
            WHEN 'pending_payment' THEN h.status = 'held'
            WHEN 'closed' THEN h.status = 'released'
            WHEN 'paid' THEN h.status IN ('committed', 'released')
            WHEN 'partly_shipped' THEN h.status IN ('committed', 'shipped', 'released')
            ELSE h.status IN ('shipped', 'released') END
    """,
    "a replacement's hold in another state than its case": """
        SELECT h.id::text, h.status, c.status
        FROM shop_stockhold h JOIN shop_aftersale c ON c.id = h.case_id
        WHERE NOT CASE c.status
            WHEN 'reshipping' THEN h.status IN ('committed', 'shipped')
            WHEN 'done' THEN h.status IN ('shipped', 'released')
            ELSE h.status = 'released' END
    """,
    "pieces in parcels that did not leave the house": """
        SELECT l.id::text, coalesce(p.sent, 0)::text, coalesce(h.gone, 0)::text
        FROM shop_orderline l LEFT JOIN (
            SELECT line_id, sum(quantity) AS sent FROM shop_parcelline GROUP BY line_id
        ) p ON p.line_id = l.id LEFT JOIN (
            SELECT line_id, sum(quantity) AS gone FROM shop_stockhold
            WHERE status = 'shipped' GROUP BY line_id
        ) h ON h.line_id = l.id
        WHERE coalesce(p.sent, 0) <> coalesce(h.gone, 0)
    """,
    "an order in another state than its group": """
        SELECT o.id::text, o.status, g.status
        FROM shop_storeorder o JOIN shop_ordergroup g ON g.id = o.group_id
        WHERE NOT CASE g.status
            WHEN 'paid' THEN o.status NOT IN ('pending_payment', 'closed')
            WHEN 'closed' THEN o.status = 'closed'
            ELSE o.status = 'pending_payment' END
    """,
    "sums that do not add up": """
        SELECT g.id::text, g.goods || '+' || g.shipping || '-' || g.discount,
               o.goods || '+' || o.shipping || '-' || o.discount
        FROM shop_ordergroup g JOIN (
            SELECT o.group_id, sum(o.shipping) AS shipping, sum(l.amount) AS goods,
                   sum(l.discount) AS discount, bool_and(o.discount = l.discount) AS is_shared
            FROM shop_storeorder o JOIN (
                SELECT order_id, sum(amount) AS amount, sum(discount) AS discount
                FROM shop_orderline GROUP BY order_id
            ) l ON l.order_id = o.id GROUP BY o.group_id
        ) o ON o.group_id = g.id
        WHERE (g.goods, g.shipping, g.discount) <> (o.goods, o.shipping, o.discount)
           OR NOT o.is_shared
    """,
    "a discount that is not what its coupons took off": """
        SELECT g.id::text, g.discount::text, coalesce(sum(u.amount), 0)::text
        FROM shop_ordergroup g LEFT JOIN shop_couponuse u ON u.group_id = g.id
        GROUP BY g.id HAVING g.discount <> coalesce(sum(u.amount), 0)
    """,
    "pieces of a deal that its buyers' tallies do not count": """
        SELECT s.bucket || ' ' || g.buyer_id, sum(h.quantity)::text, coalesce(max(t.taken), 0)::text
        FROM shop_stockhold h JOIN shop_stock s ON s.id = h.stock_id AND s.closes_at IS NOT NULL
        JOIN shop_orderline l ON l.id = h.line_id JOIN shop_storeorder o ON o.id = l.order_id
        JOIN shop_ordergroup g ON g.id = o.group_id AND g.status <> 'closed'
        LEFT JOIN shop_dealtally t
            ON t.buyer_id = g.buyer_id AND 'deal:' || t.deal_id = s.bucket
        GROUP BY s.bucket, g.buyer_id
        HAVING sum(h.quantity) <> coalesce(max(t.taken), 0)
    """,
    "a coupon handed out more often than counted, or used and free at once": """
        SELECT c.id::text, count(m.id)::text, c.claimed::text
        FROM shop_coupon c LEFT JOIN shop_couponclaim m ON m.coupon_id = c.id
        GROUP BY c.id HAVING count(m.id) <> c.claimed
        UNION ALL
        SELECT m.id::text, coalesce(m.group_id::text, 'free'), coalesce(u.group_id::text, 'free')
        FROM shop_couponclaim m
        FULL JOIN (SELECT claim_id, group_id FROM shop_couponuse WHERE returned_at IS NULL) u
            ON u.claim_id = m.id
        WHERE m.group_id IS DISTINCT FROM u.group_id
    """,
    "captured money that is in no order and in no refund": """
        SELECT g.id::text, (p.captured - coalesce(p.back, 0))::text,
               (CASE WHEN g.status = 'paid' THEN g.total ELSE 0 END)::text
        FROM shop_ordergroup g JOIN (
            SELECT p.group_id,
                   coalesce(sum(p.amount) FILTER (
                       WHERE p.status IN ('captured', 'partly_refunded', 'refunded')
                   ), 0) AS captured,
                   sum(r.back) AS back
            FROM shop_payment p LEFT JOIN (
                SELECT payment_id, sum(amount) AS back FROM shop_refund
                WHERE status <> 'failed' AND cause IN ('late_capture', 'duplicate_capture')
                GROUP BY payment_id
            ) r ON r.payment_id = p.id GROUP BY p.group_id
        ) p ON p.group_id = g.id
        WHERE p.captured - coalesce(p.back, 0)
              <> CASE WHEN g.status = 'paid' THEN g.total ELSE 0 END
    """,
    "a paid order without a captured payment": """
        SELECT g.id::text, 'none', g.total::text FROM shop_ordergroup g
        WHERE g.status = 'paid' AND NOT EXISTS (
            SELECT 1 FROM shop_payment p WHERE p.group_id = g.id
            AND p.status IN ('captured', 'partly_refunded', 'refunded')
        )
    """,
    "more refunded than captured": """
        SELECT p.id::text, sum(r.amount)::text, p.amount::text
        FROM shop_payment p JOIN shop_refund r ON r.payment_id = p.id AND r.status <> 'failed'
        GROUP BY p.id HAVING sum(r.amount) > p.amount
    """,
    "more of a line given back than was bought or paid": """
        SELECT l.id::text, sum(b.quantity) || '/' || sum(b.amount),
               l.quantity || '/' || (l.amount - l.discount)
        FROM shop_orderline l JOIN shop_refundline b ON b.line_id = l.id
        JOIN shop_refund r ON r.id = b.refund_id AND r.status <> 'failed'
        GROUP BY l.id
        HAVING sum(b.quantity) > l.quantity OR sum(b.amount) > l.amount - l.discount
    """,
    "a refund that is not its delivery fee and its lines": """
        SELECT r.id::text, r.amount::text, (r.shipping + coalesce(sum(l.amount), 0))::text
        FROM shop_refund r LEFT JOIN shop_refundline l ON l.refund_id = r.id
        WHERE r.order_id IS NOT NULL GROUP BY r.id
        HAVING r.amount <> r.shipping + coalesce(sum(l.amount), 0)
    """,
    "a row in a state that its history does not end in": """
        SELECT g.id::text, g.status, c.to_state FROM shop_ordergroup g JOIN LATERAL (
            SELECT to_state FROM shop_statuschange
            WHERE machine = 'order_group' AND subject = g.id ORDER BY id DESC LIMIT 1
        ) c ON c.to_state <> g.status
    """,
    "stars that are not what the reviews say": """
        SELECT p.public_id, p.rating_sum || '/' || p.rating_count,
               coalesce(r.sum, 0) || '/' || coalesce(r.count, 0)
        FROM shop_product p LEFT JOIN (
            SELECT product_id, sum(rating) AS sum, count(*) AS count FROM shop_review
            WHERE NOT is_hidden GROUP BY product_id
        ) r ON r.product_id = p.id
        WHERE (p.rating_sum, p.rating_count) <> (coalesce(r.sum, 0), coalesce(r.count, 0))
    """,
    "votes that are not counted": """
        SELECT v.kind || v.id, v.useful_count::text, v.votes::text FROM (
            SELECT 'review ' AS kind, r.id, r.useful_count, count(u.id) AS votes
            FROM shop_review r LEFT JOIN shop_usefulvote u ON u.review_id = r.id GROUP BY r.id
            UNION ALL
            SELECT 'question ', q.id, q.useful_count, count(u.id) FROM shop_question q
            LEFT JOIN shop_usefulvote u ON u.question_id = q.id GROUP BY q.id
            UNION ALL
            SELECT 'answer ', a.id, a.useful_count, count(u.id) FROM shop_answer a
            LEFT JOIN shop_usefulvote u ON u.answer_id = a.id GROUP BY a.id
        ) v WHERE v.useful_count <> v.votes
    """,
    **audit_money.QUESTIONS,
}
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Finding:
    question: str
    count: int
    examples: list[tuple[str, str, str]]

    def __str__(self) -> str:
        shown = "; ".join(
            f"{subject}: {found} (expected {expected})"
            for subject, found, expected in self.examples
        )
        return f"{self.question}: {self.count} — {shown}"


def findings() -> list[Finding]:
    """All that is broken; each question sees one snapshot, so it may be asked under load."""
    found = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        for question, query in QUESTIONS.items():
            cursor.execute(query)
            if rows := cursor.fetchall():
                found.append(Finding(question, len(rows), rows[:_EXAMPLES]))
    return found
