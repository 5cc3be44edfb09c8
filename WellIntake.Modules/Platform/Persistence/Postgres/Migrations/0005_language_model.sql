-- Replies of a language model by their question, and what was used of its budget.

CREATE TABLE model_results (
    id            text PRIMARY KEY,
    model         text NOT NULL,
    result        text,
    input_tokens  bigint NOT NULL,
    output_tokens bigint NOT NULL,
    created_at    timestamptz NOT NULL
);
CREATE INDEX ix_model_results_created ON model_results (created_at);

CREATE TABLE model_usage (
    period text PRIMARY KEY,
    calls  bigint NOT NULL,
    tokens bigint NOT NULL
);
