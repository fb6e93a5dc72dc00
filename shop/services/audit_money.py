"""What must always hold in the ledger, asked of the database in plain SQL."""

# What is asked → rows (subject, found, expected); see services.audit.
QUESTIONS = {
    "an entry that does not sum to zero": """
        SELECT e.ref, coalesce(sum(l.amount), 0)::text, '0'
        FROM shop_entry e LEFT JOIN shop_line l ON l.entry_id = e.id
        LEFT JOIN shop_account a ON a.id = l.account_id
        GROUP BY e.id, a.currency HAVING sum(l.amount) IS DISTINCT FROM 0
    """,
    "a balance that is not the sum of its lines": """
        SELECT a.id::text, a.balance::text, coalesce(l.sum, 0)::text
        FROM shop_account a LEFT JOIN (
            SELECT account_id, sum(amount) AS sum FROM shop_line GROUP BY account_id
        ) l ON l.account_id = a.id
        WHERE a.balance <> coalesce(l.sum, 0)
    """,
    "a capture that is not in the ledger": """
        SELECT p.out_trade_no, coalesce(e.cleared, 0)::text, (-p.amount)::text
        FROM shop_payment p LEFT JOIN (
            SELECT e.ref, sum(l.amount) AS cleared FROM shop_entry e
            JOIN shop_line l ON l.entry_id = e.id JOIN shop_account a ON a.id = l.account_id
            WHERE a.kind = 'clearing' AND e.cause IN ('capture', 'stray_capture') GROUP BY e.ref
        ) e ON e.ref = 'capture:' || p.out_trade_no
        WHERE p.status IN ('captured', 'partly_refunded', 'refunded')
        AND coalesce(e.cleared, 0) <> -p.amount
    """,
    "a refund that is not in the ledger": """
        SELECT r.out_request_no, coalesce(e.cleared, 0)::text, r.amount::text
        FROM shop_refund r LEFT JOIN (
            SELECT e.ref, sum(l.amount) AS cleared FROM shop_entry e
            JOIN shop_line l ON l.entry_id = e.id JOIN shop_account a ON a.id = l.account_id
            WHERE a.kind = 'clearing' AND e.cause = 'refund' GROUP BY e.ref
        ) e ON e.ref = 'refund:' || r.out_request_no
        WHERE coalesce(e.cleared, 0) <> CASE r.status WHEN 'succeeded' THEN r.amount ELSE 0 END
    """,
    "a completed order whose money still waits": """
        SELECT o.number, sum(l.amount)::text, '0'
        FROM shop_storeorder o JOIN shop_line l ON l.order_id = o.id
        JOIN shop_account a ON a.id = l.account_id AND a.kind = 'pending'
        WHERE o.status = 'completed' GROUP BY o.id HAVING sum(l.amount) <> 0
    """,
    "an order that is given back and still earns": """
        SELECT o.number, l.sum::text, '0'
        FROM shop_storeorder o JOIN (
            SELECT order_id, sum(amount) AS back FROM shop_refund
            WHERE status = 'succeeded' GROUP BY order_id
        ) r ON r.order_id = o.id AND r.back = o.goods + o.shipping - o.discount
        JOIN (
            SELECT l.order_id, sum(l.amount) AS sum FROM shop_line l
            JOIN shop_account a ON a.id = l.account_id
            GROUP BY l.order_id, a.store_id, a.user_id, a.provider,
                CASE WHEN a.store_id IS NULL AND a.user_id IS NULL THEN a.kind END
        ) l ON l.order_id = o.id
        WHERE l.sum <> 0
    """,
    "payouts that are not what the ledger says": """
        SELECT coalesce(p.owner, l.owner), coalesce(p.sums, 'none'), coalesce(l.sums, 'none')
        FROM (
            SELECT concat(store_id, '/', user_id, '/', currency) AS owner,
                   coalesce(sum(amount) FILTER (WHERE status = 'proposed'), 0) || '+'
                   || coalesce(sum(amount) FILTER (WHERE status = 'sent'), 0) AS sums
            FROM shop_payout GROUP BY 1
        ) p FULL JOIN (
            SELECT concat(store_id, '/', user_id, '/', currency) AS owner,
                   coalesce(sum(balance) FILTER (WHERE kind = 'in_payout'), 0) || '+'
                   || coalesce(sum(balance) FILTER (WHERE kind = 'paid_out'), 0) AS sums
            FROM shop_account WHERE kind IN ('in_payout', 'paid_out') GROUP BY 1
        ) l ON l.owner = p.owner
        WHERE coalesce(p.sums, '0+0') <> coalesce(l.sums, '0+0')
    """,
    "a marketplace's commission that is not in the ledger": """
        SELECT m.provider || ' ' || m.line, coalesce(l.cleared, 0)::text, m.commission::text
        FROM shop_marketorder m LEFT JOIN (
            SELECT l.market_order_id, sum(l.amount) AS cleared FROM shop_line l
            JOIN shop_account a ON a.id = l.account_id
            WHERE a.kind = 'clearing' GROUP BY l.market_order_id
        ) l ON l.market_order_id = m.id
        WHERE coalesce(l.cleared, 0)
              <> CASE m.status WHEN 'refunded' THEN 0 ELSE -m.commission END
    """,
}
