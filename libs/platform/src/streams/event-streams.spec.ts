import type { MessageEvent } from '@nestjs/common';
import { NEVER, of, Subject, type Observable, type Subscription } from 'rxjs';
import type { Authorization } from '../access.js';
import { Problem } from '../problem.js';
import { EventStreams, mostStreams, mostStreamsOfOne } from './event-streams.js';

const admitted = (id: string, stillHolds: () => Promise<boolean> = async () => true): Authorization => ({
  principal: { kind: 'person', id, roles: [], scopes: [] },
  stillHolds,
});

/** What became of somebody who subscribed. */
class Reader {
  readonly events: MessageEvent[] = [];
  isOver = false;
  error: unknown;
  readonly subscription: Subscription;

  constructor(stream: Observable<MessageEvent>) {
    this.subscription = stream.subscribe({
      next: (event) => this.events.push(event),
      complete: () => {
        this.isOver = true;
      },
      error: (error: unknown) => {
        this.error = error;
      },
    });
  }
}

const codeOf = ({ error }: Reader): string | undefined => (error instanceof Problem ? error.code : undefined);

describe('Streams of events', () => {
  let streams: EventStreams;

  beforeEach(() => {
    vi.useFakeTimers();
    streams = new EventStreams();
  });

  afterEach(() => {
    streams.beforeApplicationShutdown();
    vi.useRealTimers();
  });

  const read = (events: Observable<MessageEvent>, authorization = admitted('polly')): Reader =>
    new Reader(streams.stream('test', events, authorization));

  it('send what comes, and a sign of life every 15 seconds', async () => {
    const events = new Subject<MessageEvent>();
    const reader = read(events);
    events.next({ type: 'changed', data: 'one' });
    await vi.advanceTimersByTimeAsync(31_000);
    events.next({ type: 'changed', data: 'two' });
    expect(reader.events).toEqual([
      { type: 'changed', data: 'one' },
      { comment: 'alive' },
      { comment: 'alive' },
      { type: 'changed', data: 'two' },
    ]);
  });

  it('end with what they send, though it was all there at once', () => {
    const reader = read(of({ type: 'progress', data: 'done' }));
    expect(reader).toMatchObject({ events: [{ type: 'progress', data: 'done' }], isOver: true });
  });

  it('end when the service stops, and before they begin when it is stopping', () => {
    const before = read(NEVER);
    streams.beforeApplicationShutdown();
    expect([before.isOver, read(NEVER).isOver]).toEqual([true, true]);
  });

  it('end for whom the guard would not let in any more, and go on for the others', async () => {
    let isWelcome = true;
    const demoted = read(
      NEVER,
      admitted('rio', async () => isWelcome),
    );
    const other = read(NEVER);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(demoted.isOver).toBe(false);
    isWelcome = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect([demoted.isOver, other.isOver]).toEqual([true, false]);
  });

  it('go on while the database, which the guard asks, does not answer', async () => {
    const reader = read(
      NEVER,
      admitted('polly', () => Promise.reject(new Error('Connection terminated unexpectedly'))),
    );
    await vi.advanceTimersByTimeAsync(20_000);
    expect(reader).toMatchObject({ isOver: false, error: undefined });
  });

  it('are so many for one person and no more, until one is left', () => {
    const readers = Array.from({ length: mostStreamsOfOne }, () => read(NEVER));
    expect(codeOf(read(NEVER))).toBe('too-many-streams');
    expect(codeOf(read(NEVER, admitted('rio')))).toBeUndefined();
    readers[0]?.subscription.unsubscribe();
    expect(codeOf(read(NEVER))).toBeUndefined();
    expect(codeOf(read(NEVER))).toBe('too-many-streams');
  });

  it('are so many in all and no more, until one is left', () => {
    const readers = Array.from({ length: mostStreams }, (_, number) =>
      read(NEVER, admitted(`bird ${number}`)),
    );
    const refused = read(NEVER);
    expect(refused.error).toMatchObject({ code: 'no-stream-left', extensions: { retryAfterSeconds: 5 } });
    readers[0]?.subscription.unsubscribe();
    expect(codeOf(read(NEVER))).toBeUndefined();
  });
});
