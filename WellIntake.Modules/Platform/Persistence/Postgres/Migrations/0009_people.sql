-- What people want when they do not say, and what they said of what they got.

CREATE TABLE user_preferences (
    user_id          text NOT NULL PRIMARY KEY,
    audience         text NOT NULL,
    date_range_days  integer NOT NULL,
    max_candidates   integer NOT NULL,
    include_vault    boolean NOT NULL,
    include_deals    boolean NOT NULL,
    include_meetings boolean NOT NULL,
    send_mail        boolean NOT NULL,
    updated_at       timestamptz NOT NULL
);

CREATE TABLE digest_feedback (
    request_id text NOT NULL,
    user_id    text NOT NULL,
    useful     boolean NOT NULL,
    comment    text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (request_id, user_id)
);
