import type { MessageEvent } from '@nestjs/common';
import { NEVER, of, Subject, type Observable, type Subscription } from 'rxjs';
import type { Authorization } from '../access.js';
import { Problem } from '../problem.js';
import { EventStreams, mostStreams, mostStreamsOfOne } from './event-streams.js';

const authorized = (id: string, stillHolds: () => Promise<boolean> = async () => true): Authorization => ({
  principal: { kind: 'person', id, roles: [], scopes: [] },
  stillHolds,
});

/** A subscriber, and what it has received. */
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

describe('Event streams', () => {
  let streams: EventStreams;

  beforeEach(() => {
    vi.useFakeTimers();
    streams = new EventStreams();
  });

  afterEach(() => {
    streams.beforeApplicationShutdown();
    vi.useRealTimers();
  });

  const read = (events: Observable<MessageEvent>, authorization = authorized('polly')): Reader =>
    new Reader(streams.stream('test', events, authorization));

  it('send events as they come, and a keep-alive comment every 15 seconds', async () => {
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

  it('end when their events end, even if all are emitted immediately', () => {
    const reader = read(of({ type: 'progress', data: 'done' }));
    expect(reader).toMatchObject({ events: [{ type: 'progress', data: 'done' }], isOver: true });
  });

  it('end when the service stops, and immediately if opened while it is stopping', () => {
    const before = read(NEVER);
    streams.beforeApplicationShutdown();
    expect([before.isOver, read(NEVER).isOver]).toEqual([true, true]);
  });

  it('end within 5 seconds for a caller who is no longer authorized, and continue for others', async () => {
    let isAuthorized = true;
    const demoted = read(
      NEVER,
      authorized('rio', async () => isAuthorized),
    );
    const other = read(NEVER);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(demoted.isOver).toBe(false);
    isAuthorized = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect([demoted.isOver, other.isOver]).toEqual([true, false]);
  });

  it('continue while the database does not answer the authorization check', async () => {
    const reader = read(
      NEVER,
      authorized('polly', () => Promise.reject(new Error('Connection terminated unexpectedly'))),
    );
    await vi.advanceTimersByTimeAsync(20_000);
    expect(reader).toMatchObject({ isOver: false, error: undefined });
  });

  it(`are limited to ${mostStreamsOfOne} per person: one more gets too-many-streams until another is closed`, () => {
    const readers = Array.from({ length: mostStreamsOfOne }, () => read(NEVER));
    expect(codeOf(read(NEVER))).toBe('too-many-streams');
    expect(codeOf(read(NEVER, authorized('rio')))).toBeUndefined();
    readers[0]?.subscription.unsubscribe();
    expect(codeOf(read(NEVER))).toBeUndefined();
    expect(codeOf(read(NEVER))).toBe('too-many-streams');
  });

  it(`are limited to ${mostStreams} in total: one more gets no-stream-left until another is closed`, () => {
    const readers = Array.from({ length: mostStreams }, (_, number) =>
      read(NEVER, authorized(`bird ${number}`)),
    );
    const refused = read(NEVER);
    expect(refused.error).toMatchObject({ code: 'no-stream-left', extensions: { retryAfterSeconds: 5 } });
    readers[0]?.subscription.unsubscribe();
    expect(codeOf(read(NEVER))).toBeUndefined();
  });
});
