CREATE TABLE sent_forms (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    hash TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    text TEXT NOT NULL
);

CREATE TABLE sent_messages (
    message_id {key},
    form_id BIGINT,
    own TEXT,
    subject TEXT,
    text TEXT
);
INSERT INTO sent_messages (message_id, subject, text) SELECT message_id, subject, text FROM sent_texts;
DROP TABLE sent_texts;
