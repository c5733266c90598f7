CREATE INDEX responses_message ON responses (message_id);
CREATE INDEX messages_due ON messages (connector_account_id, state, due_at);
DROP INDEX messages_lane;
CREATE INDEX messages_lane ON messages (lane_id, state, channel);
