-- For a broker that several processes share: bodies that are too large for it, and who has a job of the outbox in hand.

CREATE TABLE claimed_bodies (
    id             TEXT NOT NULL PRIMARY KEY,
    queue          TEXT NOT NULL,
    body           BLOB NOT NULL,
    created_at     INTEGER NOT NULL,
    doubtful_after INTEGER NOT NULL
);

CREATE INDEX ix_claimed_bodies_queue ON claimed_bodies (queue, doubtful_after);

ALTER TABLE outbox ADD COLUMN ordering_key TEXT;
ALTER TABLE outbox ADD COLUMN claimed_by TEXT;
ALTER TABLE outbox ADD COLUMN claimed_until INTEGER;
ALTER TABLE outbox ADD COLUMN maybe_sent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN deliveries INTEGER NOT NULL DEFAULT 0;
