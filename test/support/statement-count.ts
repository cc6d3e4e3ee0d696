import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

/** A statement that was sent to PostgreSQL: one round trip. */
export interface SentStatement {
  text: string;
  /** Whether it has a name, under which a connection parses it only once. */
  isPrepared: boolean;
  connection: pg.Connection;
  /** The flow of calls that sent it. */
  flow: object | undefined;
}

const flows = new AsyncLocalStorage<object>();

interface Submitted {
  text: string;
  name?: string | undefined;
}

/**
 * The statements that this process sends to PostgreSQL while `work` runs, in order: also those of background loops and of
 * the test itself.
 */
export async function statementsDuring(work: () => Promise<unknown>): Promise<SentStatement[]> {
  const sent: SentStatement[] = [];
  const { submit } = pg.Query.prototype;
  pg.Query.prototype.submit = function (this: pg.Query & Submitted, connection: pg.Connection) {
    sent.push({ text: this.text.trim(), isPrepared: Boolean(this.name), connection, flow: flows.getStore() });
    return submit.call(this, connection);
  };
  try {
    await work();
  } finally {
    pg.Query.prototype.submit = submit;
  }
  return sent;
}

/**
 * The statements that `work` sends by calling our own code, in order: without those of background loops, which may send
 * theirs meanwhile.
 */
export async function statementsOf(work: () => Promise<unknown>): Promise<SentStatement[]> {
  const flow = {};
  const sent = await statementsDuring(() => flows.run(flow, work));
  return sent.filter((statement) => statement.flow === flow);
}

/** The transactions that contain a statement that begins with `beginning`, each with all its statements. */
export function transactionsWith(sent: readonly SentStatement[], beginning: string): SentStatement[][] {
  const open = new Map<pg.Connection, SentStatement[]>();
  const transactions: SentStatement[][] = [];
  for (const statement of sent) {
    if (statement.text === 'START TRANSACTION') {
      const begun: SentStatement[] = [];
      open.set(statement.connection, begun);
      transactions.push(begun);
    }
    open.get(statement.connection)?.push(statement);
    if (statement.text === 'COMMIT' || statement.text === 'ROLLBACK') {
      open.delete(statement.connection);
    }
  }
  return transactions.filter((all) => all.some(({ text }) => text.startsWith(beginning)));
}
