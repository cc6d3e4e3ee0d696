import fc from 'fast-check';
import { readEvent, receivedPage, type SentEvent } from './received-page.js';

const body = {
  task_uuid: '0190b5a0-1111-7000-8000-00000000000a',
  assigned_to: '0190b5a0-1111-7000-8000-00000000000b',
  timestamp: '2026-03-02T09:30:00Z',
};

const event = (position: unknown, changes: Record<string, unknown> = {}) => ({
  position,
  id: '0190b5a0-1111-7000-8000-00000000000c',
  type: 'tasks.task.assigned',
  version: 1,
  body,
  ...changes,
});

const source = { source: 'feed of tasks', producer: 'tasks' };

const refusalOf = (sent: unknown): string => {
  const read = readEvent(sent as SentEvent, source);
  return 'refusal' in read && read.refusal instanceof Error ? read.refusal.message : 'accepted';
};

describe('A page of a feed', () => {
  it('is accepted when its positions continue without gaps, whatever its events are', () => {
    const page = { events: [event(8), { position: 9 }, event(10, { id: 7 })], last_position: 12 };
    expect(receivedPage(page, 7).events).toHaveLength(3);
    expect(receivedPage({ events: [], last_position: 0 }, 7).events).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['no object', []],
    ['no events', { last_position: 1 }],
    ['an event without a position', { events: [{ id: 'x' }], last_position: 1 }],
    ['a position that was read before', { events: [event(7)], last_position: 9 }],
    ['a gap', { events: [event(8), event(10)], last_position: 10 }],
    ['a repeated position', { events: [event(8), event(8)], last_position: 10 }],
    [
      'a position far ahead',
      { events: [event(Number.MAX_SAFE_INTEGER)], last_position: Number.MAX_SAFE_INTEGER },
    ],
    ['a negative position', { events: [event(-1)], last_position: 9 }],
    ['a fraction as a position', { events: [event(8.5)], last_position: 9 }],
    ['a text as a position', { events: [event('8')], last_position: 9 }],
    ['an end before its own events', { events: [event(8)], last_position: 7 }],
    ['a negative end', { events: [], last_position: -1 }],
  ])('is refused as a whole when it has %s', (_, page) => {
    expect(() => receivedPage(page, 7)).toThrow();
  });

  it('moves no reader anywhere but forward, event by event, whatever a producer sends', () => {
    const positions = fc.array(fc.oneof(fc.integer({ min: -2, max: 12 }), fc.double(), fc.constant('8')), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(positions, fc.nat(10), (sent, after) => {
        try {
          const { events } = receivedPage(
            { events: sent.map((each) => event(each)), last_position: 99 },
            after,
          );
          expect(events.map(({ position }) => position)).toEqual(sent.map((__, index) => after + index + 1));
        } catch (error) {
          expect(sent).not.toEqual(sent.map((__, index) => after + index + 1));
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});

describe('An event of a feed', () => {
  it('is read like any message', () => {
    expect(readEvent(event(8) as SentEvent, source)).toMatchObject({
      event: { type: 'tasks.task.assigned', body },
    });
  });

  it.each([
    ['an id that is not a UUID', { id: 'x' }, 'id: '],
    ['no id', { id: undefined }, 'id: '],
    ['a type that is not text', { type: 7 }, 'type: '],
    ['a version that is not a number', { version: '1' }, 'version: '],
    ['a fraction as a version', { version: 1.5 }, 'version: '],
    ['an unknown version', { version: 7 }, 'unknown version 7'],
    [
      'a body nested too deeply to be written',
      { body: JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown },
      'too deeply',
    ],
    ['no body', { body: undefined }, 'not a valid tasks.task.assigned'],
  ])('is refused with a reason when it has %s', (_, changes, reason) => {
    expect(refusalOf(event(8, changes))).toContain(reason);
  });
});
