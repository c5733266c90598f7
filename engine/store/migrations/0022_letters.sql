-- Letters are messages too.
{postgresql}ALTER TABLE messages DROP CONSTRAINT messages_channel_check;
{postgresql}ALTER TABLE messages ADD CONSTRAINT messages_channel_check CHECK (channel IN ('email', 'sms', 'letter'));
{sqlite}DROP INDEX messages_address;
{sqlite}ALTER TABLE messages ADD COLUMN goes_by TEXT NOT NULL DEFAULT 'email' CHECK (goes_by IN ('email', 'sms', 'letter'));
{sqlite}UPDATE messages SET goes_by = channel WHERE channel <> 'email';
{sqlite}ALTER TABLE messages DROP COLUMN channel;
{sqlite}ALTER TABLE messages RENAME COLUMN goes_by TO channel;
{sqlite}CREATE INDEX messages_address ON messages (organisation_id, channel, address);

-- What was printed at once; an attempt names its print as "print ID".
CREATE TABLE letter_prints (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    actor TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX letter_prints_campaign ON letter_prints (campaign_id, id);

-- Calls to people invited, whatever came of them.
CREATE TABLE phone_calls (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    invitation_id BIGINT NOT NULL REFERENCES invitations (id),
    result TEXT NOT NULL CHECK (result IN ('answered', 'reached', 'no_answer', 'call_later', 'wrong_number', 'do_not_call')),
    call_after BIGINT,
    note TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL,
    once TEXT NOT NULL UNIQUE
);
CREATE INDEX phone_calls_invitation ON phone_calls (invitation_id, id);

-- When it was entered (NULL: before that was kept), what people who came without an invitation said of their first time,
-- and what keeps a form that was sent twice from counting twice.
ALTER TABLE attendances ADD COLUMN recorded_at BIGINT;
ALTER TABLE attendances ADD COLUMN first_time TEXT NOT NULL DEFAULT '' CHECK (first_time IN ('', 'yes', 'no', 'unknown'));
ALTER TABLE attendances ADD COLUMN once TEXT;
CREATE UNIQUE INDEX attendances_once ON attendances (once) WHERE once IS NOT NULL;
