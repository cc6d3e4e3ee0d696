/** Longer names differ in their ids: a sort key has to fit into a cursor. */
const longestKey = 60;

/** SQL: by what a name is sorted, whatever its case and spelling; empty if the person is unknown. */
export const nameKey = (name: string): string => `coalesce(left(search_form(${name}), ${longestKey}), '')`;

/** SQL: the columns that sort name keys as people of every language expect, those of unknown people last. */
export const unnamedLast = (key: string): [string, string] => [`${key} = ''`, `${key} collate "und-x-icu"`];
