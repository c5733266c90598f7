CREATE TABLE lanes (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    open BOOLEAN NOT NULL
);

CREATE TABLE messages (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    lane_id BIGINT REFERENCES lanes (id),
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    invitation_id BIGINT,
    connector_account_id BIGINT NOT NULL REFERENCES connector_accounts (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('wave', 'confirmation', 'change', 'cancellation', 'opt_out', 'reply', 'test')),
    wave TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
    address TEXT NOT NULL,
    locale TEXT NOT NULL,
    dedupe_key TEXT NOT NULL UNIQUE,
    reference TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    state_reason TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    not_after BIGINT,
    retry_until BIGINT,
    attempts BIGINT NOT NULL,
    claim_id TEXT,
    lease_until BIGINT,
    content_version TEXT NOT NULL,
    sent_subject TEXT NOT NULL,
    sent_text TEXT NOT NULL,
    sms_parts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX messages_state ON messages (state, due_at);
CREATE INDEX messages_lane ON messages (lane_id, state);
CREATE INDEX messages_contact ON messages (contact_id);
CREATE INDEX messages_invitation ON messages (invitation_id);
CREATE INDEX messages_address ON messages (organisation_id, channel, address);

CREATE TABLE attempts (
    id {identity},
    message_id BIGINT NOT NULL REFERENCES messages (id),
    number BIGINT NOT NULL,
    claim_id TEXT NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    remote_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    outcome_code TEXT NOT NULL,
    outcome_text TEXT NOT NULL,
    claimed_at BIGINT NOT NULL,
    handed_at BIGINT,
    ended_at BIGINT,
    UNIQUE (message_id, number)
);

CREATE TABLE message_moves (
    id {identity},
    message_id BIGINT NOT NULL REFERENCES messages (id),
    attempt_id BIGINT REFERENCES attempts (id),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    remote_text TEXT NOT NULL
);

CREATE INDEX message_moves_message ON message_moves (message_id);
