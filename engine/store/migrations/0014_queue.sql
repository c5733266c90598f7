CREATE TABLE queue (
    message_id {key},
    lane_id BIGINT,
    connector_account_id BIGINT NOT NULL,
    keeps_hours BOOLEAN NOT NULL,
    due_at BIGINT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('planned', 'queued', 'held', 'in_doubt')),
    claim_id TEXT NOT NULL,
    lease_until BIGINT NOT NULL
);

INSERT INTO queue (message_id, lane_id, connector_account_id, keeps_hours, due_at, stage, claim_id, lease_until) SELECT id, lane_id, connector_account_id, keeps_hours, due_at, CASE WHEN state IN ('claimed', 'handed') THEN 'held' ELSE state END, COALESCE(claim_id, ''), COALESCE(lease_until, 0) FROM messages WHERE state IN ('planned', 'queued', 'claimed', 'handed', 'in_doubt');
CREATE INDEX queue_planned ON queue (lane_id, due_at, message_id) WHERE stage = 'planned';
CREATE INDEX queue_due ON queue (lane_id, connector_account_id, keeps_hours, due_at, message_id) WHERE stage = 'queued';
CREATE INDEX queue_held ON queue (lane_id, message_id) WHERE stage = 'held';
CREATE INDEX queue_in_doubt ON queue (message_id) WHERE stage = 'in_doubt';

DROP INDEX messages_planned;
DROP INDEX messages_queued;
DROP INDEX messages_held;
DROP INDEX messages_in_doubt;
DROP INDEX messages_lane;
ALTER TABLE messages DROP COLUMN due_at;
ALTER TABLE messages DROP COLUMN keeps_hours;
ALTER TABLE messages DROP COLUMN claim_id;
ALTER TABLE messages DROP COLUMN lease_until;
CREATE INDEX messages_lane ON messages (lane_id);

{postgresql}ALTER TABLE attempts DROP CONSTRAINT attempts_reference_key;
{postgresql}ALTER TABLE attempts DROP CONSTRAINT attempts_message_id_fkey;
{postgresql}ALTER TABLE message_moves DROP CONSTRAINT message_history_pkey;
{postgresql}ALTER TABLE messages SET (fillfactor = 70);
{postgresql}ALTER TABLE attempts SET (fillfactor = 70);
{postgresql}ALTER TABLE queue SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 20000);
{sqlite}CREATE TABLE attempts_0014 (
{sqlite}    id {identity},
{sqlite}    message_id BIGINT NOT NULL,
{sqlite}    number BIGINT NOT NULL,
{sqlite}    claim_id TEXT NOT NULL,
{sqlite}    reference TEXT NOT NULL,
{sqlite}    remote_id TEXT NOT NULL,
{sqlite}    outcome TEXT NOT NULL,
{sqlite}    outcome_code TEXT NOT NULL,
{sqlite}    outcome_text TEXT NOT NULL,
{sqlite}    claimed_at BIGINT NOT NULL,
{sqlite}    handed_at BIGINT,
{sqlite}    ended_at BIGINT,
{sqlite}    UNIQUE (message_id, number)
{sqlite});
{sqlite}INSERT INTO attempts_0014 (id, message_id, number, claim_id, reference, remote_id, outcome, outcome_code, outcome_text, claimed_at, handed_at, ended_at) SELECT id, message_id, number, claim_id, reference, remote_id, outcome, outcome_code, outcome_text, claimed_at, handed_at, ended_at FROM attempts;
{sqlite}DROP TABLE attempts;
{sqlite}ALTER TABLE attempts_0014 RENAME TO attempts;
CREATE UNIQUE INDEX attempts_old_reference ON attempts (reference) WHERE length(reference) = 32;
