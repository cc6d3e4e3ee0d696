import type { TestDatabase } from './database.js';
import { until } from './until.js';

/** One event of `GET /changes`. */
export interface ChangeEvent {
  type: string;
  topics: string[];
}

/** Listens to the change stream of a service, as a page does. */
export class ChangeListener {
  readonly events: ChangeEvent[] = [];
  /** Everything received, verbatim. */
  text = '';
  hasEnded = false;
  headers = new Headers();
  private readonly aborting = new AbortController();

  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Opens the stream and waits until it is ready. */
  static async connect(url: string, token: string): Promise<ChangeListener> {
    const listener = new ChangeListener(url, token);
    const response = await listener.open();
    if (response.status !== 200 || !response.body) {
      throw new Error(`${url}/changes answered ${response.status}: ${await response.text()}`);
    }
    listener.headers = response.headers;
    void listener.read(response.body);
    await until('the change stream is ready', () => listener.events[0]?.type === 'ready');
    return listener;
  }

  close(): void {
    this.aborting.abort();
  }

  /** Waits until the service ends the stream. */
  async untilEnded(): Promise<void> {
    await until('the change stream ends', () => this.hasEnded);
  }

  /** Waits for a change of the topic after the first `seen` events; returns the number of events then. */
  async untilReceived(topic: string, seen: number): Promise<number> {
    await until(`a change of ${topic} arrives`, () => this.topicsAfter(seen).includes(topic));
    return this.events.length;
  }

  /** The topics of all events after the first `seen`. */
  topicsAfter(seen: number): string[] {
    return this.events.slice(seen).flatMap(({ topics }) => topics);
  }

  private open(): Promise<Response> {
    return fetch(`${this.url}/changes`, {
      headers: { authorization: `Bearer ${this.token}` },
      signal: this.aborting.signal,
    });
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body) {
        this.text += decoder.decode(chunk, { stream: true });
        this.parseEvents();
      }
    } catch {
      // The stream was closed or broke off.
    }
    this.hasEnded = true;
  }

  private parseEvents(): void {
    const found = [...this.text.matchAll(/^event: (\w+)\n(?:.*\n)*?data: (.*)\n\n/gm)];
    for (const [, type = '', data = ''] of found.slice(this.events.length)) {
      const { topics } = JSON.parse(data) as { topics: string[] };
      this.events.push({ type, topics });
    }
  }
}

/** Fills the messaging tables with many finished rows. */
export async function fillMessagingTables(database: TestDatabase): Promise<void> {
  await database.query(
    `insert into outbox (position, added_at, month, version, id, type, body)
     select 1000000 + number, now(), now(), 1, uuidv7(), 'filler', '{}' from generate_series(1, 20000) as number`,
  );
  await database.query(
    `insert into parked_message (id, source, fingerprint, producer, type, properties, body, reason, state)
     select uuidv7(), 'filler', number::text, 'auth', 'filler', '{}', '', '',
            case when number % 2 = 0 then 'parked' else 'discarded' end
     from generate_series(1, 20000) as number`,
  );
  await database.query(
    `insert into reconciliation_run (id, producer, kind, from_position, position, finished_at)
     select uuidv7(), 'auth', 'periodic', 0, 0, now() from generate_series(1, 20000)`,
  );
}

interface Plan {
  Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number };
}

/** The number of database blocks that a statement reads, with up-to-date statistics. */
export async function blocksRead(database: TestDatabase, statement: string): Promise<number> {
  await database.query('vacuum analyze');
  const [row] = await database.query<{ 'QUERY PLAN': Plan[] }>(
    `explain (analyze, buffers, format json) ${statement}`,
  );
  const plan = row?.['QUERY PLAN'][0]?.Plan;
  return (plan?.['Shared Hit Blocks'] ?? Infinity) + (plan?.['Shared Read Blocks'] ?? Infinity);
}
