-- Candidates, deals, meetings and notes. No foreign keys: an import may bring them in any order.

CREATE TABLE candidates (
    id                text NOT NULL PRIMARY KEY,
    locator           text NOT NULL,
    name              text NOT NULL,
    title             text,
    firm              text,
    email             text,
    phone             text,
    profile_url       text,
    city              text,
    state             text,
    mobility          text,
    aum_text          text,
    aum               double precision,
    growth_text       text,
    production_text   text,
    production        double precision,
    ranking_text      text,
    client_count      integer,
    licences_text     text,
    team_text         text,
    years_experience  integer,
    education_text    text,
    specialty_text    text,
    availability_text text,
    compensation_text text,
    summary           text,
    audience          text NOT NULL,
    owner             text,
    in_vault          boolean NOT NULL,
    source            text NOT NULL,
    published_at      timestamptz NOT NULL,
    modified_at       timestamptz NOT NULL
);
CREATE UNIQUE INDEX ux_candidates_locator ON candidates (locator);
CREATE INDEX ix_candidates_published ON candidates (published_at);
CREATE INDEX ix_candidates_owner ON candidates (owner, published_at);

CREATE TABLE deals (
    id           text NOT NULL PRIMARY KEY,
    candidate_id text,
    name         text NOT NULL,
    firm         text,
    stage        text NOT NULL,
    amount       double precision,
    city         text,
    state        text,
    owner        text,
    description  text,
    source       text NOT NULL,
    created_at   timestamptz NOT NULL,
    closed_at    timestamptz,
    modified_at  timestamptz NOT NULL
);
CREATE INDEX ix_deals_candidate ON deals (candidate_id);

CREATE TABLE meetings (
    id               text NOT NULL PRIMARY KEY,
    candidate_id     text,
    deal_id          text,
    title            text NOT NULL,
    starts_at        timestamptz NOT NULL,
    duration_minutes integer,
    participants     text,
    outcome          text,
    owner            text,
    source           text NOT NULL,
    modified_at      timestamptz NOT NULL
);
CREATE INDEX ix_meetings_candidate ON meetings (candidate_id);

CREATE TABLE notes (
    id           text NOT NULL PRIMARY KEY,
    candidate_id text,
    meeting_id   text,
    kind         text NOT NULL,
    text         text NOT NULL,
    author       text,
    owner        text,
    source       text NOT NULL,
    created_at   timestamptz NOT NULL
);
CREATE INDEX ix_notes_candidate ON notes (candidate_id);
