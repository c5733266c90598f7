-- What was shown to evaluators, with its exact counts, so that a later release cannot be subtracted from it.
CREATE TABLE releases (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    number BIGINT NOT NULL,
    table_key TEXT NOT NULL,
    as_of BIGINT NOT NULL,
    content TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    released_by TEXT NOT NULL,
    released_at BIGINT NOT NULL,
    UNIQUE (organisation_id, number)
);
