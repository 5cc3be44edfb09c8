-- How far each kind of record has been read from the CRM, and which process reads now.

CREATE TABLE crm_sync (
    kind            TEXT NOT NULL PRIMARY KEY,
    module          TEXT NOT NULL,
    mapping         TEXT,
    watermark       INTEGER,
    last_attempt_at INTEGER,
    last_success_at INTEGER,
    last_error      TEXT,
    read_count      INTEGER NOT NULL,
    inserted_count  INTEGER NOT NULL,
    updated_count   INTEGER NOT NULL,
    deleted_count   INTEGER NOT NULL,
    refused_count   INTEGER NOT NULL
);

CREATE TABLE crm_sync_lease (
    name       TEXT NOT NULL PRIMARY KEY,
    owner      TEXT NOT NULL,
    expires_at INTEGER NOT NULL
);
