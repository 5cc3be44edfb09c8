-- Where the two paths of a flag differ.

CREATE TABLE flag_differences (
    flag        text NOT NULL,
    request_id  text NOT NULL,
    field       text NOT NULL,
    answered_by text NOT NULL,
    detail      text NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (flag, request_id, field)
);
CREATE INDEX ix_flag_differences_at ON flag_differences (at);
