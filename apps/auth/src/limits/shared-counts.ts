import { countedUses, prepared, SingleFlight, type CountedUse, type Database } from '@ates/platform';

interface Change {
  uses: number;
  refunds: number;
}

/** A statement and its commit cost as much as a third of a token, so under load one counts several requests. */
const pauseMilliseconds = 2;

/**
 * Counts uses per key and minute in the table `attempt_count`, for all instances together. A use that comes alone is
 * counted at once; further ones share the next statement. None is handled before it is counted.
 */
export class SharedCounts {
  private changes = new Map<string, Change>();
  private readonly statement = new SingleFlight(() => this.write(), pauseMilliseconds);

  constructor(private readonly database: Database) {}

  /** Counts a use; resolves with the number of uses in this minute, which no other use of the key gets. */
  async count(key: string): Promise<CountedUse> {
    const change = this.changeOf(key);
    change.uses += 1;
    const place = change.uses;
    const counted = (await this.statement.answer()).get(key);
    if (!counted) {
      throw new Error(`no use of ${key} was counted`);
    }
    return { ...counted, uses: counted.uses - change.uses + place };
  }

  /** Uncounts a use. */
  async refund(key: string): Promise<void> {
    this.changeOf(key).refunds += 1;
    await this.statement.answer();
  }

  /** What the next statement changes for a key. */
  private changeOf(key: string): Change {
    const change = this.changes.get(key) ?? { uses: 0, refunds: 0 };
    this.changes.set(key, change);
    return change;
  }

  private async write(): Promise<Map<string, CountedUse>> {
    const changes = [...this.changes].map(([key, { uses, refunds }]) => ({ key, uses: uses - refunds }));
    this.changes = new Map();
    const rows = await this.database.query<CountedUse & { key: string }>(countSql, [JSON.stringify(changes)]);
    return new Map(rows.map((row) => [row.key, row]));
  }
}

const countSql = prepared(
  countedUses(`select key, uses from json_to_recordset($1) as used (key text, uses int)`),
);
