-- Where the two paths of a flag differ.

CREATE TABLE flag_differences (
    flag        TEXT NOT NULL,
    request_id  TEXT NOT NULL,
    field       TEXT NOT NULL,
    answered_by TEXT NOT NULL,
    detail      TEXT NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (flag, request_id, field)
);
CREATE INDEX ix_flag_differences_at ON flag_differences (at);
