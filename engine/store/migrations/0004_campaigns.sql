CREATE TABLE campaigns (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    definition TEXT NOT NULL,
    definition_hash TEXT NOT NULL,
    lane_id BIGINT NOT NULL REFERENCES lanes (id),
    calendar_uid TEXT NOT NULL,
    calendar_sequence BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    submitted_by TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    approved_hash TEXT NOT NULL,
    frozen_at BIGINT,
    starts_at BIGINT,
    finished_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, key)
);

CREATE TABLE campaign_moves (
    id {identity},
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL
);

CREATE TABLE invitations (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    frame_id TEXT NOT NULL UNIQUE,
    arm TEXT NOT NULL CHECK (arm IN ('invited', 'holdout', 'reserve')),
    prior TEXT NOT NULL CHECK (prior IN ('prior', 'none', 'unobservable')),
    rule_version TEXT NOT NULL,
    token_version BIGINT NOT NULL,
    answer TEXT CHECK (answer IN ('yes', 'no', 'maybe')),
    answer_channel TEXT,
    answered_at BIGINT,
    companions BIGINT NOT NULL,
    first_time TEXT NOT NULL CHECK (first_time IN ('', 'yes', 'no', 'unknown')),
    UNIQUE (campaign_id, contact_id)
);

CREATE INDEX invitations_contact ON invitations (contact_id);

CREATE TABLE invitation_groups (
    invitation_id BIGINT NOT NULL REFERENCES invitations (id),
    group_key TEXT NOT NULL,
    PRIMARY KEY (invitation_id, group_key)
);

CREATE TABLE attendances (
    id {identity},
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    invitation_id BIGINT UNIQUE REFERENCES invitations (id),
    walk_in_group TEXT NOT NULL,
    at BIGINT NOT NULL,
    source TEXT NOT NULL
);
