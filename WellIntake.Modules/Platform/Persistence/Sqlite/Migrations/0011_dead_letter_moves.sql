-- Dead letters that are being, or have been, sent again, purged or edited: what a crash left is finished from here, and what was purged comes back.

CREATE TABLE dead_letter_moves (
    id              INTEGER NOT NULL PRIMARY KEY,
    operation       TEXT NOT NULL,
    kind            TEXT NOT NULL,
    state           TEXT NOT NULL,
    queue           TEXT NOT NULL,
    sequence_number INTEGER NOT NULL,
    enqueued_at     INTEGER NOT NULL,
    job_id          TEXT NOT NULL,
    in_queue        INTEGER NOT NULL,
    new_id          TEXT,
    envelope        TEXT NOT NULL,
    body            BLOB NOT NULL,
    original_body   BLOB,
    created_at      INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL
);
CREATE UNIQUE INDEX ux_dead_letter_moves_source ON dead_letter_moves (queue, sequence_number, enqueued_at, job_id);
CREATE UNIQUE INDEX ux_dead_letter_moves_sending ON dead_letter_moves (queue, new_id) WHERE state IN ('begun', 'sent');
CREATE INDEX ix_dead_letter_moves_operation ON dead_letter_moves (operation);
CREATE INDEX ix_dead_letter_moves_changed ON dead_letter_moves (changed_at);
