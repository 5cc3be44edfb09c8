-- Candidates, deals, meetings and notes. No foreign keys: an import may bring them in any order.

CREATE TABLE candidates (
    id                TEXT NOT NULL PRIMARY KEY,
    locator           TEXT NOT NULL,
    name              TEXT NOT NULL,
    title             TEXT,
    firm              TEXT,
    email             TEXT,
    phone             TEXT,
    profile_url       TEXT,
    city              TEXT,
    state             TEXT,
    mobility          TEXT,
    aum_text          TEXT,
    aum               REAL,
    growth_text       TEXT,
    production_text   TEXT,
    production        REAL,
    ranking_text      TEXT,
    client_count      INTEGER,
    licences_text     TEXT,
    team_text         TEXT,
    years_experience  INTEGER,
    education_text    TEXT,
    specialty_text    TEXT,
    availability_text TEXT,
    compensation_text TEXT,
    summary           TEXT,
    audience          TEXT NOT NULL,
    owner             TEXT,
    in_vault          INTEGER NOT NULL,
    source            TEXT NOT NULL,
    published_at      INTEGER NOT NULL,
    modified_at       INTEGER NOT NULL
);
CREATE UNIQUE INDEX ux_candidates_locator ON candidates (locator);
CREATE INDEX ix_candidates_published ON candidates (published_at);
CREATE INDEX ix_candidates_owner ON candidates (owner, published_at);

CREATE TABLE deals (
    id           TEXT NOT NULL PRIMARY KEY,
    candidate_id TEXT,
    name         TEXT NOT NULL,
    firm         TEXT,
    stage        TEXT NOT NULL,
    amount       REAL,
    city         TEXT,
    state        TEXT,
    owner        TEXT,
    description  TEXT,
    source       TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    closed_at    INTEGER,
    modified_at  INTEGER NOT NULL
);
CREATE INDEX ix_deals_candidate ON deals (candidate_id);

CREATE TABLE meetings (
    id               TEXT NOT NULL PRIMARY KEY,
    candidate_id     TEXT,
    deal_id          TEXT,
    title            TEXT NOT NULL,
    starts_at        INTEGER NOT NULL,
    duration_minutes INTEGER,
    participants     TEXT,
    outcome          TEXT,
    owner            TEXT,
    source           TEXT NOT NULL,
    modified_at      INTEGER NOT NULL
);
CREATE INDEX ix_meetings_candidate ON meetings (candidate_id);

CREATE TABLE notes (
    id           TEXT NOT NULL PRIMARY KEY,
    candidate_id TEXT,
    meeting_id   TEXT,
    kind         TEXT NOT NULL,
    text         TEXT NOT NULL,
    author       TEXT,
    owner        TEXT,
    source       TEXT NOT NULL,
    created_at   INTEGER NOT NULL
);
CREATE INDEX ix_notes_candidate ON notes (candidate_id);
