-- Which try a delivery was, and deliveries that are to be made again.

ALTER TABLE deliveries ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1;
UPDATE deliveries SET attempt = (
    SELECT COUNT(*) FROM deliveries AS earlier
    WHERE earlier.request_id = deliveries.request_id AND earlier.kind = deliveries.kind AND earlier.id <= deliveries.id)
WHERE request_id IS NOT NULL;

CREATE TABLE delivery_orders (
    id            INTEGER NOT NULL PRIMARY KEY,
    request_id    TEXT NOT NULL,
    what          TEXT NOT NULL,
    last_delivery INTEGER NOT NULL,
    state         TEXT NOT NULL,
    tries         INTEGER NOT NULL,
    held_until    INTEGER NOT NULL,
    reason        TEXT,
    created_at    INTEGER NOT NULL,
    finished_at   INTEGER
);
CREATE UNIQUE INDEX ux_delivery_orders_waiting ON delivery_orders (request_id, what) WHERE state = 'waiting';
