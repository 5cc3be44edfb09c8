-- How far each kind of record has been read from the CRM, and which process reads now.

CREATE TABLE crm_sync (
    kind            text NOT NULL PRIMARY KEY,
    module          text NOT NULL,
    mapping         text,
    watermark       timestamptz,
    last_attempt_at timestamptz,
    last_success_at timestamptz,
    last_error      text,
    read_count      bigint NOT NULL,
    inserted_count  bigint NOT NULL,
    updated_count   bigint NOT NULL,
    deleted_count   bigint NOT NULL,
    refused_count   bigint NOT NULL
);

CREATE TABLE crm_sync_lease (
    name       text NOT NULL PRIMARY KEY,
    owner      text NOT NULL,
    expires_at timestamptz NOT NULL
);
