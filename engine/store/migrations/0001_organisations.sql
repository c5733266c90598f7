CREATE TABLE organisations (
    id {identity},
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    locale TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    brand_colour TEXT NOT NULL,
    sender_email TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    contact_phone TEXT NOT NULL,
    approval_required BOOLEAN NOT NULL,
    look_back_months BIGINT NOT NULL,
    register_start BIGINT,
    created_at BIGINT NOT NULL
);

CREATE TABLE users (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'coordinator', 'evaluator')),
    may_approve BOOLEAN NOT NULL,
    locale TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);

CREATE TABLE sessions (
    id_hash TEXT PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE connector_accounts (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    key TEXT NOT NULL,
    connector TEXT NOT NULL,
    settings TEXT NOT NULL,
    sealed_secrets TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (organisation_id, key)
);

CREATE TABLE audit_log (
    id {identity},
    organisation_id BIGINT REFERENCES organisations (id),
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id BIGINT,
    detail TEXT NOT NULL
);

CREATE INDEX audit_log_subject ON audit_log (organisation_id, subject, subject_id);
