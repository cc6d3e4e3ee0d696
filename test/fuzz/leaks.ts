import path from 'node:path';
import type { System } from '../support/system.js';

const root = path.resolve(import.meta.dirname, '../..');

/** What no answer may contain to anyone: a name for each kind, and what it looks like. */
const patterns: [string, RegExp][] = [
  ['a stack', /\n\s+at .{1,200}:\d+:\d+|\bat (?:async )?[\w.<>]+ \((?:file|node):/],
  [
    'a path of a file',
    /node_modules|\bdist\/(?:apps|libs)\/|\/(?:home|root|work|usr\/lib)\/\w|\w\.m?[jt]s:\d+/,
  ],
  [
    'SQL',
    /\b(?:select|insert into|update|delete from)\b[^"]{1,300}\b(?:from|values|set|where|returning)\b[^"]*\$\d/i,
  ],
  [
    'an error of PostgreSQL',
    /syntax error at or near|violates \w+ constraint|relation "|duplicate key value|pg_\w+\(/,
  ],
  ['an error of the network', /\bE(?:CONNREFUSED|CONNRESET|NOTFOUND|PIPE|TIMEDOUT)\b/],
];

/** Finds in answers what only the inside of a service knows. */
export class Leaks {
  private constructor(private readonly names: RegExp) {}

  /**
   * Knows the tables and constraints of the system's databases, and where those are; but for the names that the documents of
   * the services publish anyway, such as an order of a list.
   */
  static async of(system: System, documents: string): Promise<Leaks> {
    const isPublic = (name: string): boolean => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(documents);
    const found = await Promise.all(
      Object.values(system.databases).map(async (database) => {
        const rows = await database.query<{ name: string }>(
          `select relname as name from pg_class where relnamespace = 'public'::regnamespace
           union select conname from pg_constraint where connamespace = 'public'::regnamespace
           union select proname from pg_proc where pronamespace = 'public'::regnamespace`,
        );
        return [
          ...rows
            .map(({ name }) => name)
            .filter((name) => /_.*_|^cached_|_(key|pkey)$/.test(name) && !isPublic(name)),
          new URL(database.url).host,
        ];
      }),
    );
    const names = [...new Set(found.flat()), root].map((name) =>
      name.replaceAll(/[.$*+?()[\]{}|\\/]/g, '\\$&'),
    );
    return new Leaks(new RegExp(`(?<![\\w-])(?:${names.join('|')})(?![\\w-])`));
  }

  /** What a text gives away, unless the request said it: then the answer only repeats it. */
  in(text: string, sent: string): string | undefined {
    for (const [what, pattern] of [...patterns, ['a name of the inside', this.names] as const]) {
      const [found] = pattern.exec(text) ?? [];
      if (found !== undefined && !sent.includes(found)) {
        return `${what}: ${found.slice(0, 200)}`;
      }
    }
    return undefined;
  }
}
