CREATE TABLE imports (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL CHECK (kind IN ('contacts', 'involvement', 'group')),
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    actor TEXT NOT NULL,
    report TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    undone_at BIGINT
);

CREATE TABLE contacts (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    external_id TEXT,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    gender TEXT NOT NULL CHECK (gender IN ('', 'f', 'm', 'x')),
    birth_year BIGINT,
    locale TEXT NOT NULL CHECK (locale IN ('', 'cs', 'nb', 'nn', 'en')),
    place TEXT NOT NULL,
    folded_place TEXT NOT NULL,
    email TEXT,
    phone TEXT,
    postal_address TEXT NOT NULL,
    legal_basis TEXT NOT NULL CHECK (legal_basis IN ('', 'public_task', 'consent', 'contract')),
    legal_basis_source TEXT NOT NULL,
    legal_basis_at BIGINT,
    token_version BIGINT NOT NULL,
    import_id BIGINT REFERENCES imports (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    erased_at BIGINT,
    UNIQUE (organisation_id, external_id)
);

CREATE INDEX contacts_email ON contacts (organisation_id, email);
CREATE INDEX contacts_phone ON contacts (organisation_id, phone);
CREATE INDEX contacts_place ON contacts (organisation_id, folded_place);
CREATE INDEX contacts_name ON contacts (organisation_id, folded_name);

CREATE TABLE contact_attributes (
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    folded_value TEXT NOT NULL,
    PRIMARY KEY (contact_id, name)
);

CREATE TABLE target_groups (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT,
    UNIQUE (organisation_id, key)
);

CREATE TABLE group_members (
    group_id BIGINT NOT NULL REFERENCES target_groups (id),
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    source TEXT NOT NULL,
    since BIGINT NOT NULL,
    import_id BIGINT REFERENCES imports (id),
    PRIMARY KEY (group_id, contact_id)
);

CREATE INDEX group_members_contact ON group_members (contact_id);

CREATE TABLE involvements (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    kind TEXT NOT NULL CHECK (kind IN ('attended', 'form', 'proposal', 'vote', 'working_group', 'volunteering')),
    occurred_at BIGINT NOT NULL,
    what TEXT NOT NULL,
    source TEXT NOT NULL,
    import_id BIGINT REFERENCES imports (id),
    UNIQUE (contact_id, kind, occurred_at, what)
);

CREATE INDEX involvements_contact ON involvements (contact_id, occurred_at);

CREATE TABLE suppressions (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
    address TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('opt_out', 'complaint', 'hard_bounce', 'soft_bounces', 'by_hand')),
    source TEXT NOT NULL,
    since BIGINT NOT NULL,
    UNIQUE (organisation_id, channel, address)
);

CREATE TABLE possible_duplicates (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    other_contact_id BIGINT NOT NULL REFERENCES contacts (id),
    reason TEXT NOT NULL,
    import_id BIGINT REFERENCES imports (id),
    found_at BIGINT NOT NULL,
    resolved_at BIGINT,
    UNIQUE (contact_id, other_contact_id)
);

CREATE TABLE segments (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    key TEXT NOT NULL,
    query TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (organisation_id, key)
);
