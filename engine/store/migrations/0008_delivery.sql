ALTER TABLE messages ADD COLUMN domain TEXT NOT NULL DEFAULT '';
UPDATE messages SET domain = substr(address, 1 + length(rtrim(address, replace(address, '@', '')))) WHERE channel = 'email';

CREATE TABLE sent_texts (
    message_id BIGINT PRIMARY KEY,
    subject TEXT NOT NULL,
    text TEXT NOT NULL
);
INSERT INTO sent_texts (message_id, subject, text) SELECT id, sent_subject, sent_text FROM messages WHERE sent_text <> '' OR sent_subject <> '';
ALTER TABLE messages DROP COLUMN sent_subject;
ALTER TABLE messages DROP COLUMN sent_text;

ALTER TABLE messages ADD COLUMN keeps_hours BOOLEAN NOT NULL DEFAULT TRUE;
UPDATE messages SET keeps_hours = FALSE WHERE purpose <> 'wave';

DROP INDEX messages_state;
DROP INDEX messages_due;
CREATE INDEX messages_planned ON messages (lane_id, due_at, id) WHERE state = 'planned';
CREATE INDEX messages_queued ON messages (connector_account_id, keeps_hours, lane_id, due_at, id) WHERE state = 'queued';
CREATE INDEX messages_held ON messages (lease_until) WHERE state IN ('claimed', 'handed');
CREATE INDEX messages_in_doubt ON messages (organisation_id, id) WHERE state = 'in_doubt';
