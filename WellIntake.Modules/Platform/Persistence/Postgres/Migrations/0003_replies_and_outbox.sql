-- What has been promised to people and is not posted yet, the age of processed ids, and jobs that cannot be sent.

CREATE TABLE pending_replies (
    message_id        text NOT NULL PRIMARY KEY,
    request_table     text,
    service_url       text NOT NULL,
    conversation_id   text NOT NULL,
    conversation_type text,
    channel_id        text NOT NULL,
    tenant_id         text,
    bot_id            text NOT NULL,
    user_id           text,
    card              text NOT NULL,
    summary           text,
    reply_to_id       text,
    tries             integer NOT NULL,
    held_until        timestamptz NOT NULL,
    created_at        timestamptz NOT NULL
);

CREATE INDEX ix_processed_ids_at ON processed_ids (at);

ALTER TABLE outbox ADD COLUMN tries integer NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN next_try_at timestamptz;
ALTER TABLE outbox ADD COLUMN set_aside_at timestamptz;
ALTER TABLE outbox ADD COLUMN reason text;

CREATE INDEX ix_conversation_references_user ON conversation_references (user_id);
