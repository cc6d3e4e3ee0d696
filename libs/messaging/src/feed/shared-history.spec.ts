import type { FeedTimeline } from '@ates/contracts';
import { sharedHistory } from './shared-history.js';

const timeline = (id: string, first: number): FeedTimeline => ({
  id,
  first_position: first,
  last_event_at: first === 1 ? null : `2026-03-02T09:30:${String(first).padStart(2, '0')}.000Z`,
});

describe('The history that a consumer shares with a feed', () => {
  const [a, b] = [timeline('a', 1), timeline('b', 11)];

  it('is all of it while the timelines are the same', () => {
    expect(sharedHistory([a, b], [a, b])).toEqual({ upTo: Infinity, since: null });
  });

  it('ends before a timeline that the consumer does not know', () => {
    expect(sharedHistory([a], [a, b])).toEqual({ upTo: 10, since: b.last_event_at });
    expect(sharedHistory([a], [a, b, timeline('c', 21)])).toMatchObject({ upTo: 10 });
  });

  it('ends before a timeline that the feed lost', () => {
    expect(sharedHistory([a, b], [a])).toMatchObject({ upTo: 10 });
  });

  it('ends at the earlier of two timelines that replaced each other', () => {
    expect(sharedHistory([a, b], [a, timeline('c', 6)])).toMatchObject({ upTo: 5 });
    expect(sharedHistory([a, b], [a, timeline('c', 31)])).toMatchObject({ upTo: 10 });
  });

  it('is empty if the first timelines differ', () => {
    expect(sharedHistory([a], [timeline('c', 1), b])).toEqual({ upTo: 0, since: null });
  });
});
