import type { Value } from './requests.js';

const largestPool = 500;

/** What the run has learned from answers, by pool: ids and cursors that later requests use. */
export class Learned {
  private readonly pools = new Map<string, string[]>();

  add(pool: string, ...values: string[]): void {
    const known = this.pools.get(pool) ?? [];
    this.pools.set(pool, known);
    for (const value of values) {
      if (known.length < largestPool && !known.includes(value)) {
        known.push(value);
      }
    }
  }

  /** The text of a value; one from an empty pool becomes an id that nothing has. */
  textOf(value: Value): string {
    if (typeof value === 'string') {
      return value;
    }
    const known = this.pools.get(value.pool) ?? [];
    return known[value.pick % Math.max(1, known.length)] ?? '0190b5a0-1111-7000-8000-00000000dead';
  }

  /** Notes ids and cursors of a successful answer from `service` at the documented `path`. */
  learnFrom(service: string, method: string, path: string, body: unknown): void {
    const last = path.split('/').findLast((segment) => !segment.startsWith('{')) ?? '';
    const name = last === 'audit-log' ? 'postings' : last;
    // People are only changed or deleted if the run has added them, so that its callers stay who they are.
    const isOther = name === 'users' && method !== 'POST';
    for (const id of idsIn(body)) {
      this.add(isOther ? 'people' : name === 'tasks' ? name : `${service} ${name}`, id);
    }
    if (
      typeof body === 'object' &&
      body !== null &&
      'next_cursor' in body &&
      typeof body.next_cursor === 'string'
    ) {
      this.add(`cursors of ${service} ${path}`, encodeURIComponent(body.next_cursor));
    }
  }
}

function idsIn(body: unknown): string[] {
  if (typeof body !== 'object' || body === null) {
    return [];
  }
  const items = 'items' in body && Array.isArray(body.items) ? (body.items as unknown[]) : [body];
  return items.flatMap((item) => {
    if (typeof item !== 'object' || item === null) {
      return [];
    }
    const id: unknown = 'uuid' in item ? item.uuid : 'id' in item ? item.id : undefined;
    return typeof id === 'string' ? [encodeURIComponent(id)] : [];
  });
}
