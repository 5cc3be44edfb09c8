-- What has been promised to people and is not posted yet, the age of processed ids, and jobs that cannot be sent.

CREATE TABLE pending_replies (
    message_id        TEXT NOT NULL PRIMARY KEY,
    request_table     TEXT,
    service_url       TEXT NOT NULL,
    conversation_id   TEXT NOT NULL,
    conversation_type TEXT,
    channel_id        TEXT NOT NULL,
    tenant_id         TEXT,
    bot_id            TEXT NOT NULL,
    user_id           TEXT,
    card              TEXT NOT NULL,
    summary           TEXT,
    reply_to_id       TEXT,
    tries             INTEGER NOT NULL,
    held_until        INTEGER NOT NULL,
    created_at        INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX ix_processed_ids_at ON processed_ids (at);

ALTER TABLE outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN next_try_at INTEGER;
ALTER TABLE outbox ADD COLUMN set_aside_at INTEGER;
ALTER TABLE outbox ADD COLUMN reason TEXT;

CREATE INDEX ix_conversation_references_user ON conversation_references (user_id);
