-- What went out, who asked for it regularly, and what people may do.

ALTER TABLE deliveries ADD COLUMN recipient text;

CREATE TABLE request_mails (
    request_id text NOT NULL PRIMARY KEY,
    recipient  text NOT NULL,
    subject    text NOT NULL,
    html       text NOT NULL,
    plain_text text NOT NULL,
    kind       text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE digest_sends (
    request_id   text NOT NULL,
    candidate_id text NOT NULL,
    audience     text NOT NULL,
    reader       text NOT NULL,
    iso_week     text NOT NULL,
    sent_at      timestamptz NOT NULL,
    PRIMARY KEY (request_id, candidate_id, reader)
);
CREATE INDEX ix_digest_sends_audience ON digest_sends (audience, iso_week);
CREATE INDEX ix_digest_sends_candidate ON digest_sends (candidate_id, sent_at);

CREATE TABLE digest_subscriptions (
    id              text NOT NULL PRIMARY KEY,
    user_id         text NOT NULL,
    user_email      text NOT NULL,
    user_name       text,
    conversation_id text NOT NULL,
    service_url     text NOT NULL,
    tenant_id       text,
    audience        text NOT NULL,
    frequency       text NOT NULL,
    day             integer NOT NULL,
    time_zone       text NOT NULL,
    recipient       text,
    paused          boolean NOT NULL,
    next_due_at     timestamptz NOT NULL,
    created_at      timestamptz NOT NULL
);
CREATE INDEX ix_digest_subscriptions_due ON digest_subscriptions (paused, next_due_at);
CREATE INDEX ix_digest_subscriptions_user ON digest_subscriptions (user_id);

CREATE TABLE teams_user_roles (
    user_key   text NOT NULL PRIMARY KEY,
    role       text NOT NULL,
    updated_at timestamptz NOT NULL
);
