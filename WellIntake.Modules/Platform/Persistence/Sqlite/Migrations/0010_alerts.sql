-- Candidate alerts: what people wait for, which candidates are new or changed, and which of them matched.

CREATE TABLE candidate_alerts (
    id              TEXT NOT NULL PRIMARY KEY,
    user_id         TEXT NOT NULL,
    user_email      TEXT NOT NULL,
    user_name       TEXT,
    conversation_id TEXT NOT NULL,
    service_url     TEXT NOT NULL,
    tenant_id       TEXT,
    audience        TEXT NOT NULL,
    places          TEXT NOT NULL,
    min_aum         REAL,
    licences        TEXT NOT NULL,
    any_licence     INTEGER NOT NULL,
    most_per_day    INTEGER NOT NULL,
    paused          INTEGER NOT NULL,
    since           INTEGER NOT NULL,
    messages        INTEGER NOT NULL,
    last_message_at INTEGER,
    created_at      INTEGER NOT NULL
);
CREATE INDEX ix_candidate_alerts_user ON candidate_alerts (user_id);

CREATE TABLE candidate_alert_matches (
    alert_id     TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    found_at     INTEGER NOT NULL,
    request_id   TEXT,
    claimed_at   INTEGER,
    PRIMARY KEY (alert_id, candidate_id)
);
CREATE INDEX ix_candidate_alert_matches_request ON candidate_alert_matches (request_id, alert_id);

-- Written in the transaction of whoever writes the candidate, so that none is missed; only while somebody waits.
CREATE TABLE candidate_arrivals (
    id           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    candidate_id TEXT NOT NULL
);

CREATE TRIGGER candidates_inserted AFTER INSERT ON candidates WHEN EXISTS (SELECT 1 FROM candidate_alerts)
BEGIN
    INSERT INTO candidate_arrivals (candidate_id) VALUES (NEW.id);
END;

CREATE TRIGGER candidates_updated AFTER UPDATE ON candidates WHEN EXISTS (SELECT 1 FROM candidate_alerts)
BEGIN
    INSERT INTO candidate_arrivals (candidate_id) VALUES (NEW.id);
END;
