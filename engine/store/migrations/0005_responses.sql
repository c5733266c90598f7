CREATE TABLE inbound_items (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    connector_account_id BIGINT REFERENCES connector_accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('email', 'sms', 'receipt', 'web')),
    provider_key TEXT NOT NULL,
    raw_base64 TEXT NOT NULL,
    fields TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('new', 'done', 'aside')),
    problem TEXT NOT NULL,
    interpreted_at BIGINT,
    UNIQUE (connector_account_id, kind, provider_key)
);

CREATE INDEX inbound_items_state ON inbound_items (state, id);

CREATE TABLE poll_positions (
    connector_account_id BIGINT PRIMARY KEY REFERENCES connector_accounts (id),
    position TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE responses (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    inbound_id BIGINT REFERENCES inbound_items (id),
    part BIGINT NOT NULL,
    contact_id BIGINT REFERENCES contacts (id),
    invitation_id BIGINT REFERENCES invitations (id),
    message_id BIGINT REFERENCES messages (id),
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'web', 'phone', 'letter')),
    kind TEXT NOT NULL,
    answer TEXT CHECK (answer IN ('yes', 'no', 'maybe')),
    text TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    needs_person BOOLEAN NOT NULL,
    handled_at BIGINT,
    handled_by TEXT NOT NULL,
    UNIQUE (inbound_id, part)
);

CREATE INDEX responses_invitation ON responses (invitation_id);
CREATE INDEX responses_contact ON responses (contact_id);
CREATE INDEX responses_inbox ON responses (organisation_id, needs_person, handled_at);
