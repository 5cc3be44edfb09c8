-- For a broker that several processes share: bodies that are too large for it, and who has a job of the outbox in hand.

CREATE TABLE claimed_bodies (
    id             text NOT NULL PRIMARY KEY,
    queue          text NOT NULL,
    body           bytea NOT NULL,
    created_at     timestamptz NOT NULL,
    doubtful_after timestamptz NOT NULL
);

CREATE INDEX ix_claimed_bodies_queue ON claimed_bodies (queue, doubtful_after);

ALTER TABLE outbox ADD COLUMN ordering_key text;
ALTER TABLE outbox ADD COLUMN claimed_by text;
ALTER TABLE outbox ADD COLUMN claimed_until timestamptz;
ALTER TABLE outbox ADD COLUMN maybe_sent boolean NOT NULL DEFAULT false;
ALTER TABLE outbox ADD COLUMN deliveries integer NOT NULL DEFAULT 0;
