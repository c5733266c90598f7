CREATE TABLE message_history (
    id {identity},
    message_id BIGINT NOT NULL,
    attempt_id BIGINT,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    remote_text TEXT NOT NULL
);
INSERT INTO message_history (message_id, attempt_id, from_state, to_state, at, reason, remote_text) SELECT message_id, attempt_id, from_state, to_state, at, reason, remote_text FROM message_moves ORDER BY id;
DROP TABLE message_moves;
ALTER TABLE message_history RENAME TO message_moves;
CREATE INDEX message_moves_message ON message_moves (message_id);
