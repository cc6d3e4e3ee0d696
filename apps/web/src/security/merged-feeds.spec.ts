import { mergedFeeds } from './merged-feeds.js';

const entry = (at: string, id = '1') => ({ at, id });

describe('mergedFeeds', () => {
  it('merges the logs, newest entries first', () => {
    const merged = mergedFeeds([
      { service: 'auth', entries: [entry('09:03'), entry('09:01')], hasMore: false },
      { service: 'tasks', entries: [entry('09:02')], hasMore: false },
    ]);
    expect(merged.map(({ service, at }) => [service, at])).toEqual([
      ['auth', '09:03'],
      ['tasks', '09:02'],
      ['auth', '09:01'],
    ]);
  });

  it('ends where one log has more entries to load', () => {
    const merged = mergedFeeds([
      { service: 'auth', entries: [entry('09:09'), entry('09:05')], hasMore: true },
      { service: 'tasks', entries: [entry('09:07'), entry('09:01')], hasMore: true },
      { service: 'finance', entries: [], hasMore: false },
    ]);
    expect(merged.map(({ at }) => at)).toEqual(['09:09', '09:07', '09:05']);
  });

  it('keeps the order of entries with the same time', () => {
    const entries = [entry('09:01', '10'), entry('09:01', '9')];
    expect(mergedFeeds([{ service: 'auth', entries, hasMore: false }]).map(({ id }) => id)).toEqual([
      '10',
      '9',
    ]);
  });
});
