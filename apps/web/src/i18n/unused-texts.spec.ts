import { english } from './english/english.js';

const sources = import.meta.glob<string>(
  ['../**/*.{ts,tsx}', '!../**/*.spec.ts', '!../i18n/**', '!../api/generated/**'],
  { query: '?raw', import: 'default', eager: true },
);

/** Quoted text and template literals, each without its quotes. */
const literals = (source: string): string[] =>
  [...source.matchAll(/'([^'\n]*)'|`([^`\n]*)`/g)].map(([, quoted, template]) => quoted ?? template ?? '');

/** The areas whose keys a source may use without a prefix: those it translates, or any if its callers translate. */
function areasOf(source: string): RegExp {
  const translated = [...source.matchAll(/useTranslation\(\[?(?:'(\w+)')?/g)].map(
    ([, area]) => area ?? 'common',
  );
  return translated.length === 0 ? /\w+/ : new RegExp(`(${translated.join('|')})`);
}

/** A pattern of the full keys (`area:key`, without a plural form) that a literal in a source names. */
function keysNamed(literal: string, areas: RegExp): RegExp {
  const [, prefix = areas.source, key = ''] = /^(?:(\w+):)?(.*)$/.exec(literal) ?? [];
  return new RegExp(`^${prefix}:${key.replaceAll(/\$\{[^}]*\}/g, '\\w+')}$`);
}

/** Whether a literal can name a key: a word, or a template with at least a part of one. */
const isKey = (literal: string): boolean =>
  /^(\w+:)?(\w|\$\{[^}]*\})*$/.test(literal) && /\w/.test(literal.replaceAll(/\$\{[^}]*\}/g, ''));

const named = Object.values(sources).flatMap((source) => {
  const areas = areasOf(source);
  return literals(source)
    .filter(isKey)
    .map((literal) => keysNamed(literal, areas));
});

// Problems and the errors of fields come from the services; the types of their texts name their codes.
const { problems: _problems, fieldErrors: _fieldErrors, ...shown } = english;

const keys = Object.entries(shown).flatMap(([area, texts]) =>
  Object.keys(texts).map((key) => `${area}:${key.replace(/_(zero|one|other)$/, '')}`),
);

it('the web UI shows every text', () => {
  expect(Object.keys(sources).length).toBeGreaterThan(100);
  expect([...new Set(keys)].filter((key) => !named.some((pattern) => pattern.test(key)))).toEqual([]);
});
