-- What went out, who asked for it regularly, and what people may do.

ALTER TABLE deliveries ADD COLUMN recipient TEXT;

CREATE TABLE request_mails (
    request_id TEXT NOT NULL PRIMARY KEY,
    recipient  TEXT NOT NULL,
    subject    TEXT NOT NULL,
    html       TEXT NOT NULL,
    plain_text TEXT NOT NULL,
    kind       TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE digest_sends (
    request_id   TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    audience     TEXT NOT NULL,
    reader       TEXT NOT NULL,
    iso_week     TEXT NOT NULL,
    sent_at      INTEGER NOT NULL,
    PRIMARY KEY (request_id, candidate_id, reader)
);
CREATE INDEX ix_digest_sends_audience ON digest_sends (audience, iso_week);
CREATE INDEX ix_digest_sends_candidate ON digest_sends (candidate_id, sent_at);

CREATE TABLE digest_subscriptions (
    id              TEXT NOT NULL PRIMARY KEY,
    user_id         TEXT NOT NULL,
    user_email      TEXT NOT NULL,
    user_name       TEXT,
    conversation_id TEXT NOT NULL,
    service_url     TEXT NOT NULL,
    tenant_id       TEXT,
    audience        TEXT NOT NULL,
    frequency       TEXT NOT NULL,
    day             INTEGER NOT NULL,
    time_zone       TEXT NOT NULL,
    recipient       TEXT,
    paused          INTEGER NOT NULL,
    next_due_at     INTEGER NOT NULL,
    created_at      INTEGER NOT NULL
);
CREATE INDEX ix_digest_subscriptions_due ON digest_subscriptions (paused, next_due_at);
CREATE INDEX ix_digest_subscriptions_user ON digest_subscriptions (user_id);

CREATE TABLE teams_user_roles (
    user_key   TEXT NOT NULL PRIMARY KEY,
    role       TEXT NOT NULL,
    updated_at INTEGER NOT NULL
);
