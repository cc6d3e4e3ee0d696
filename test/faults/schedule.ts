import fc from 'fast-check';

/** What clients do. */
export const operationKinds = [
  'create',
  'complete',
  'edit',
  'assign',
  'reassign-all',
  'join',
  'change-roles',
  'leave',
  'close-day',
  'reverse',
  'rotate-keys',
  'read-task',
  'read-money',
] as const;

export type OperationKind = (typeof operationKinds)[number];

/** What breaks, by what it breaks. */
export const faultKinds = [
  'service-killed',
  'service-frozen',
  'service-restarted',
  'database-killed',
  'database-sessions-ended',
  'database-frozen',
  'database-read-only',
  'database-without-connections',
  'database-disk-full',
  'database-cut-off',
  'database-half-open',
  'commit-unanswered',
  'broker-stopped',
  'broker-killed',
  'broker-memory-alarm',
  'broker-disk-alarm',
  'queue-deleted',
  'queue-purged',
  'broker-flapping',
  'broker-half-open',
  'publish-unconfirmed',
  'delivery-unacknowledged',
  'calls-refused',
  'calls-unanswered',
  'answer-lost',
  'mail-refused',
  'mail-unanswered',
  'mail-cut-off',
  'clock-forward',
  'clock-backward',
  'machine-clock-wrong',
  'events-duplicated',
  'events-reordered',
  'events-days-late',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** An operation of a client. What it is about is chosen among what the client knows when it begins. */
export interface PlannedOperation {
  kind: OperationKind;
  /** Milliseconds after the start of the run. */
  at: number;
  /** The idempotency key. */
  key: string;
  choice: number;
}

export interface PlannedFault {
  kind: FaultKind;
  /** Milliseconds after the start of the run. */
  at: number;
  /** How long it lasts, in milliseconds. */
  lasts: number;
  choice: number;
}

/** Everything that a run does, which its seed alone decides. */
export interface Schedule {
  seed: number;
  clients: PlannedOperation[][];
  faults: PlannedFault[];
  /** When the day ends, in milliseconds after the start of the run. */
  dayEndsAt: number;
}

const runMilliseconds = 3000;
const clientCount = 5;
const operationsPerClient = 15;

const weights: Record<OperationKind, number> = {
  create: 8,
  complete: 8,
  edit: 2,
  assign: 2,
  'reassign-all': 1,
  join: 2,
  'change-roles': 1,
  leave: 1,
  'close-day': 1,
  reverse: 2,
  'rotate-keys': 1,
  'read-task': 2,
  'read-money': 2,
};

// Evenly drawn: by default, fast-check prefers the ends of a range.
const moment = fc.noBias(fc.integer({ min: 0, max: runMilliseconds }));
const choice = fc.noBias(fc.nat(1_000_000));

const operation = fc.record({
  kind: fc.oneof(...operationKinds.map((kind) => ({ weight: weights[kind], arbitrary: fc.constant(kind) }))),
  at: moment,
  choice,
});

const client = fc
  .array(operation, { minLength: operationsPerClient, maxLength: operationsPerClient })
  .map((operations) => operations.sort((left, right) => left.at - right.at));

const faultOf = (kind: fc.Arbitrary<FaultKind>): fc.Arbitrary<PlannedFault> =>
  fc.record({ kind, at: moment, lasts: fc.noBias(fc.integer({ min: 200, max: 2000 })), choice });

/** How many kinds of fault each run has for certain; a few more are drawn. */
export const dealtFaults = 5;
const drawnFaults = 1;

/**
 * The kinds that a run has for certain. They are dealt like cards, so that consecutive seeds have every kind: after
 * `faultKinds.length / dealtFaults` runs, each kind was there.
 */
const dealtTo = (seed: number): FaultKind[] =>
  Array.from({ length: dealtFaults }, (_, index) => {
    const place = (seed * dealtFaults + index) % faultKinds.length;
    // Kinds of one component are neighbours; a stride without a common divisor mixes them.
    return faultKinds[(place * 7) % faultKinds.length] ?? 'service-killed';
  });

/** Limits the faults of a schedule, for searching the smallest set that still makes a difference. */
export interface ScheduleLimits {
  only?: readonly FaultKind[] | undefined;
}

/** Keys that no other operation has, in whatever run. */
const withKeys = (
  operations: Omit<PlannedOperation, 'key'>[],
  seed: number,
  client: number,
): PlannedOperation[] =>
  operations.map((planned, index) => ({ ...planned, key: `run-${seed}-${client + 1}-${index + 1}` }));

/** Someone joins early in each run, so that people who joined are among those who act. */
const withEarlyJoin = (operations: PlannedOperation[], client: number): PlannedOperation[] =>
  operations.map((planned, index) => (client + index === 0 ? { ...planned, kind: 'join' } : planned));

/**
 * Mails are sent soon after the day has ended. A fault of the mail server before that would hit nothing, and one that
 * begins later would wait for mails that have all been sent.
 */
const onceMailed = (fault: PlannedFault, dayEndsAt: number): PlannedFault =>
  fault.kind.startsWith('mail-') ? { ...fault, at: dayEndsAt } : fault;

/** The schedule of a seed, always the same. */
export function scheduleOf(seed: number, { only }: ScheduleLimits = {}): Schedule {
  const [drawn] = fc.sample(
    fc.record({
      seed: fc.constant(seed),
      clients: fc.array(client, { minLength: clientCount, maxLength: clientCount }),
      faults: fc
        .tuple(
          fc.tuple(...dealtTo(seed).map((kind) => faultOf(fc.constant(kind)))),
          fc.array(faultOf(fc.constantFrom(...faultKinds)), {
            minLength: drawnFaults,
            maxLength: drawnFaults,
          }),
        )
        .map(([dealt, drawn]) => [...dealt, ...drawn]),
      dayEndsAt: moment,
    }),
    { seed, numRuns: 1 },
  );
  if (!drawn) {
    throw new Error(`no schedule for seed ${seed}`);
  }
  const schedule = {
    ...drawn,
    clients: drawn.clients.map((operations, client) =>
      withEarlyJoin(withKeys(operations, seed, client), client),
    ),
    faults: drawn.faults
      .map((fault) => onceMailed(fault, drawn.dayEndsAt))
      .sort((left, right) => left.at - right.at),
  };
  return only ? { ...schedule, faults: schedule.faults.filter(({ kind }) => only.includes(kind)) } : schedule;
}

/** The schedule for people to read, a line for each step. */
export function linesOf({ seed, clients, faults, dayEndsAt }: Schedule): string[] {
  const steps = [
    { at: dayEndsAt, text: 'the day ends' },
    ...faults.map(({ at, kind, lasts, choice: chosen }) => ({
      at,
      text: `fault ${kind} for ${lasts} ms (choice ${chosen})`,
    })),
    ...clients.flatMap((operations, index) =>
      operations.map(({ at, kind, key, choice: chosen }) => ({
        at,
        text: `client ${index + 1}: ${kind} (choice ${chosen}, key ${key})`,
      })),
    ),
  ].sort((left, right) => left.at - right.at);
  return [
    `schedule of seed ${seed}`,
    ...steps.map(({ at, text }) => `${String(at).padStart(6)} ms  ${text}`),
  ];
}
