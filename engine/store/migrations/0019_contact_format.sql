-- How a person wants to read what is sent to them; '' as long as nobody said.
ALTER TABLE contacts ADD COLUMN format TEXT NOT NULL DEFAULT '' CHECK (format IN ('', 'usual', 'easy_to_read', 'large_print'));
-- Any language's code of two or three letters: which of them Dosah has texts in is for the program to know.
{postgresql}ALTER TABLE contacts DROP CONSTRAINT contacts_locale_check;
{postgresql}ALTER TABLE contacts ADD CONSTRAINT contacts_locale_check CHECK (locale = '' OR (length(locale) IN (2, 3) AND ltrim(locale, 'abcdefghijklmnopqrstuvwxyz') = ''));
{sqlite}ALTER TABLE contacts RENAME COLUMN locale TO locale_0019;
{sqlite}ALTER TABLE contacts ADD COLUMN locale TEXT NOT NULL DEFAULT '' CHECK (locale = '' OR (length(locale) IN (2, 3) AND ltrim(locale, 'abcdefghijklmnopqrstuvwxyz') = ''));
{sqlite}UPDATE contacts SET locale = locale_0019 WHERE locale_0019 <> '';
{sqlite}ALTER TABLE contacts DROP COLUMN locale_0019;
