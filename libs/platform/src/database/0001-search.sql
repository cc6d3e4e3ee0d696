-- The functions that find a text by any part of it, from one letter to hundreds, however it is spelled (T8, A1,
-- docs/adr/0034), in the database of a service with a search. Unquoted (SQL-standard) bodies resolve names at creation,
-- so they do not depend on the search path during a restore.
--
-- A table with a search has a column `form` of these forms, and this index of it:
--
--   create index ... using gin (search_pairs(form)) with (fastupdate = on, gin_pending_list_limit = 64);
--   alter index ... alter column 1 set statistics 0;
--
-- It keeps no statistics of the pairs, which would cost more than they are worth. Its pending list is as short as
-- PostgreSQL allows, 64 kB, since every search reads all of it: it halves the cost of storing a task.

-- From the inside out: normalizes to one spelling in lower case, for every alphabet and whatever the database's locale;
-- removes the characters that Unicode lets fonts ignore, except those that compatibility normalization replaces; replaces
-- all dashes with one hyphen and brackets with blanks; collapses blanks; and removes lone dashes and trailing colons, so
-- that `[POPUG-42] - Fix the perch` and `POPUG-42 Fix the perch` are the same.
create function search_form(text text) returns text language sql immutable strict parallel safe
return btrim(regexp_replace(
  regexp_replace(
    translate(
      regexp_replace(
        lower(normalize(text, NFKC) collate "und-x-icu"),
        '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164'
        '\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]',
        '', 'g'),
      U&'\2010\2011\2012\2013\2014\2015\2212[]', '-------  '),
    '[\u0001-\u0020\u0085\u00a0\u1680\u2028\u2029]+', ' ', 'g') || ' ',
  '(:+|(^| )[-:]+)(?= )', '', 'g'));

comment on function search_form is
  'The same for every way to spell a text. A search finds a text whose form contains the form of what was searched for';

-- Numbers, because an index of them is built and read several times as fast as one of strings. A letter is below 2^21.
-- The high cost makes the planner always use the index instead of scanning the table.
create function search_pairs(form text) returns bigint[] language sql immutable strict parallel safe
cost 1000
return (
  select array_agg(ascii(letter)::bigint)
         || array_agg(ascii(letter) * 2097152::bigint + ascii(following)) filter (where following is not null)
  from (select string_to_array(form, null)) as split (letters),
       unnest(letters, letters[2:]) as pair (letter, following)
);

comment on function search_pairs is
  'The letters and pairs of letters of a form: a form that contains another one has all of its pairs';
