-- Requests, their timelines and results, the outbox, and what Teams and the chat page need.
-- Moments are microseconds since 1970 in UTC; booleans are 0 and 1.

CREATE TABLE teams_digest_requests (
    request_id           TEXT NOT NULL PRIMARY KEY,
    correlation_id       TEXT NOT NULL,
    user_id              TEXT NOT NULL,
    user_email           TEXT NOT NULL,
    user_name            TEXT,
    conversation_id      TEXT NOT NULL,
    status               TEXT NOT NULL,
    delivery_count       INTEGER NOT NULL,
    error                TEXT,
    card_activity_id     TEXT,
    execution_time_ms    INTEGER,
    created_at           INTEGER NOT NULL,
    started_at           INTEGER,
    completed_at         INTEGER,
    delivered_at         INTEGER,
    audience             TEXT NOT NULL,
    date_range_days      INTEGER NOT NULL,
    owner                TEXT,
    max_candidates       INTEGER NOT NULL,
    format_type          TEXT NOT NULL,
    test_recipient_email TEXT,
    cards_generated      INTEGER,
    total_candidates     INTEGER,
    cards_metadata       TEXT
);
CREATE INDEX ix_teams_digest_requests_user ON teams_digest_requests (user_id, created_at);
CREATE INDEX ix_teams_digest_requests_unfinished ON teams_digest_requests (status, created_at)
    WHERE status IN ('queued', 'processing', 'completed');

CREATE TABLE request_events (
    id             INTEGER NOT NULL PRIMARY KEY,
    request_id     TEXT NOT NULL,
    event          TEXT NOT NULL,
    note           TEXT,
    delivery_count INTEGER NOT NULL,
    at             INTEGER NOT NULL
);
CREATE INDEX ix_request_events_request ON request_events (request_id);

CREATE TABLE request_results (
    request_id TEXT NOT NULL PRIMARY KEY,
    card       TEXT NOT NULL,
    summary    TEXT,
    created_at INTEGER NOT NULL
);

CREATE TABLE processed_ids (
    scope TEXT NOT NULL,
    id    TEXT NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (scope, id)
) WITHOUT ROWID;

CREATE TABLE outbox (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    queue      TEXT NOT NULL,
    job_id     TEXT NOT NULL,
    envelope   TEXT NOT NULL,
    body       BLOB NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE conversation_references (
    conversation_id    TEXT NOT NULL,
    user_id            TEXT NOT NULL,
    channel_id         TEXT NOT NULL,
    service_url        TEXT NOT NULL,
    conversation_type  TEXT,
    tenant_id          TEXT,
    bot_id             TEXT NOT NULL,
    bot_name           TEXT,
    user_aad_id        TEXT,
    user_name          TEXT,
    user_email         TEXT,
    locale             TEXT,
    time_zone          TEXT,
    unreachable_reason TEXT,
    updated_at         INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
);

CREATE TABLE deliveries (
    id              INTEGER NOT NULL PRIMARY KEY,
    request_id      TEXT,
    conversation_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    kind            TEXT NOT NULL,
    operation       TEXT NOT NULL,
    tries           INTEGER NOT NULL,
    outcome         TEXT NOT NULL,
    status_code     INTEGER,
    reason          TEXT,
    activity_id     TEXT,
    at              INTEGER NOT NULL
);
CREATE INDEX ix_deliveries_request ON deliveries (request_id);
CREATE INDEX ix_deliveries_at ON deliveries (at);

CREATE TABLE chat_activities (
    id              INTEGER NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    activity_id     TEXT NOT NULL,
    from_bot        INTEGER NOT NULL,
    json            TEXT NOT NULL,
    version         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
);
CREATE UNIQUE INDEX ux_chat_activities_activity ON chat_activities (conversation_id, activity_id);
CREATE INDEX ix_chat_activities_version ON chat_activities (conversation_id, version);
