-- When a place at an event was taken, waited for, given from the waiting list, or given up ('' from then on).
CREATE TABLE place_moves (
    id {identity},
    invitation_id BIGINT NOT NULL REFERENCES invitations (id),
    place TEXT NOT NULL CHECK (place IN ('', 'taken', 'waiting')),
    at BIGINT NOT NULL
);
CREATE INDEX place_moves_invitation ON place_moves (invitation_id, id);
INSERT INTO place_moves (invitation_id, place, at) SELECT id, CASE WHEN offered_at IS NULL THEN place ELSE 'waiting' END, COALESCE(place_at, answered_at, 0) FROM invitations WHERE place <> '' ORDER BY id;
INSERT INTO place_moves (invitation_id, place, at) SELECT id, place, offered_at FROM invitations WHERE place <> '' AND offered_at IS NOT NULL ORDER BY id;
