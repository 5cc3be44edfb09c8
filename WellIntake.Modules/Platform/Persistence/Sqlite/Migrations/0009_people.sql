-- What people want when they do not say, and what they said of what they got.

CREATE TABLE user_preferences (
    user_id          TEXT NOT NULL PRIMARY KEY,
    audience         TEXT NOT NULL,
    date_range_days  INTEGER NOT NULL,
    max_candidates   INTEGER NOT NULL,
    include_vault    INTEGER NOT NULL,
    include_deals    INTEGER NOT NULL,
    include_meetings INTEGER NOT NULL,
    send_mail        INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL
);

CREATE TABLE digest_feedback (
    request_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    useful     INTEGER NOT NULL,
    comment    TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (request_id, user_id)
);
