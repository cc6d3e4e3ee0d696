// What the benchmark uses of packages that are installed only for it, so that it is type-checked without them.

declare module 'autocannon' {
  interface Options {
    url: string;
    connections: number;
    duration?: number;
    amount?: number;
    overallRate?: number;
    requests: {
      setupRequest: (request: object) => object;
      onResponse: (status: number, body: string) => void;
    }[];
  }

  interface Instance extends Promise<{ duration: number; errors: number }> {
    on(
      event: 'response',
      listener: (client: unknown, status: number, bytes: number, milliseconds: number) => void,
    ): void;
  }

  export default function autocannon(options: Options): Instance;
}

declare module 'graphile-worker' {
  interface Options {
    connectionString: string;
    concurrency?: number;
    taskList?: Record<string, (payload: unknown) => Promise<void>>;
    logger?: Logger;
  }

  export class Logger {
    constructor(factory: () => () => void);
  }

  export function runMigrations(options: Options): Promise<void>;
  export function runOnce(options: Options): Promise<void>;
}

declare module 'pg-boss' {
  interface Job {
    id: string;
    data: unknown;
  }

  export default class PgBoss {
    constructor(options: { connectionString: string; supervise: boolean; schedule: boolean });
    start(): Promise<unknown>;
    createQueue(name: string): Promise<void>;
    insert(jobs: { name: string; data: object }[]): Promise<void>;
    fetch(name: string, options: { batchSize: number }): Promise<Job[]>;
    complete(name: string, ids: string[]): Promise<void>;
    on(event: 'error', listener: (error: Error) => void): void;
  }
}

declare module 'pg-transactional-outbox' {
  interface Setup {
    outboxOrInbox: 'outbox';
    database: string;
    schema: string;
    table: string;
    listenerRole: string;
    nextMessagesName: string;
  }

  export const DatabaseSetup: Record<
    'dropAndCreateTable' | 'createPollingFunction' | 'setupPollingIndexes',
    (setup: Setup) => string
  >;

  interface Config {
    outboxOrInbox: 'outbox';
    dbListenerConfig: { connectionString: string };
    settings: {
      dbSchema: string;
      dbTable: string;
      nextMessagesFunctionName: string;
      nextMessagesBatchSize: number;
      nextMessagesPollingIntervalInMs: number;
      enableMaxAttemptsProtection: boolean;
      enablePoisonousMessageProtection: boolean;
    };
  }

  export function initializePollingMessageListener(
    config: Config,
    handler: { handle: (message: { id: string; messageType: string; payload: unknown }) => Promise<void> },
    logger: unknown,
  ): [shutdown: () => Promise<void>];
  export function getDisabledLogger(): unknown;
}
