-- One-time links to what is held about a person, mailed or texted to an address that is stored. The link is not kept:
-- it is derived from the row's number and its nonce, which is another one as soon as the link was opened.
CREATE TABLE data_links (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    nonce BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    opened_at BIGINT
);
CREATE INDEX data_links_contact ON data_links (contact_id, created_at);

-- Addresses that were taken out of a contact because somebody there said they are not, or no longer, the person's: an
-- import does not put them back.
CREATE TABLE not_theirs (
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
    address TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (contact_id, channel, address)
);

-- How somebody says the person can be reached now, until a coordinator accepts it.
CREATE TABLE address_proposals (
    response_id BIGINT PRIMARY KEY REFERENCES responses (id),
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    postal_address TEXT NOT NULL
);

-- What a person who comes needs to be there.
CREATE TABLE invitation_needs (
    invitation_id BIGINT NOT NULL REFERENCES invitations (id),
    need TEXT NOT NULL CHECK (need IN ('interpreter', 'step_free', 'childcare')),
    PRIMARY KEY (invitation_id, need)
);

-- How a person decided about two contacts: '' as long as nobody did.
ALTER TABLE possible_duplicates ADD COLUMN resolution TEXT NOT NULL DEFAULT '' CHECK (resolution IN ('', 'same', 'distinct'));

{postgresql}ALTER TABLE messages DROP CONSTRAINT messages_purpose_check;
{postgresql}ALTER TABLE messages ADD CONSTRAINT messages_purpose_check CHECK (purpose IN ('wave', 'confirmation', 'change', 'cancellation', 'opt_out', 'reply', 'test', 'data_link'));
{sqlite}ALTER TABLE messages RENAME COLUMN purpose TO purpose_0023;
{sqlite}ALTER TABLE messages ADD COLUMN purpose TEXT NOT NULL DEFAULT 'wave' CHECK (purpose IN ('wave', 'confirmation', 'change', 'cancellation', 'opt_out', 'reply', 'test', 'data_link'));
{sqlite}UPDATE messages SET purpose = purpose_0023 WHERE purpose_0023 <> 'wave';
{sqlite}ALTER TABLE messages DROP COLUMN purpose_0023;

-- Who wrote it, as a coordinator said where several people share the address it came from.
ALTER TABLE inbound_items ADD COLUMN told_contact_id BIGINT REFERENCES contacts (id);
