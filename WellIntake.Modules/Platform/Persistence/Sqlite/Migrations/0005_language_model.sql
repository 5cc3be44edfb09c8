-- Replies of a language model by their question, and what was used of its budget.

CREATE TABLE model_results (
    id            TEXT NOT NULL PRIMARY KEY,
    model         TEXT NOT NULL,
    result        TEXT,
    input_tokens  INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    created_at    INTEGER NOT NULL
);
CREATE INDEX ix_model_results_created ON model_results (created_at);

CREATE TABLE model_usage (
    period TEXT NOT NULL PRIMARY KEY,
    calls  INTEGER NOT NULL,
    tokens INTEGER NOT NULL
) WITHOUT ROWID;
