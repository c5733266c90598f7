-- One message for all who share an address (a campaign's one_per_address): a message that is not sent by itself, since
-- another one to the same address carries its person's links. Whoever is written to is found by their invitation.
CREATE TABLE carried_messages (
    message_id {key},
    carrier_id BIGINT NOT NULL,
    invitation_id BIGINT NOT NULL
);
CREATE INDEX carried_messages_carrier ON carried_messages (carrier_id, message_id);
CREATE INDEX carried_messages_invitation ON carried_messages (invitation_id);
