import { viewsIn, withoutView, withView, type SavedView } from './saved-views.js';

const view = (name: string, text = name): SavedView => ({ name, search: { text } });
const names = (views: readonly SavedView[]) => views.map(({ name }) => name);

describe('Saved views', () => {
  const [old, fresh] = [view('Old'), view('Fresh')];

  it('are read as they were stored', () => {
    const search = { whose: 'all', status: 'all', age: 'older', order: 'oldest', text: 'perch' } as const;
    expect(viewsIn(JSON.stringify([{ name: 'Old', search }]))).toEqual([{ name: 'Old', search }]);
  });

  it.each([null, '', 'no JSON', '{}', '7', '[null, 7, {}, {"name": 7, "search": {}}, {"name": "x"}]'])(
    'are none in %j',
    (stored) => {
      expect(viewsIn(stored)).toEqual([]);
    },
  );

  it('lose filters that are unknown, and the task that was open', () => {
    const search = { status: 'lost', task: '0198b3a4-11f0-7b1e-8c55-5b0e3f7a9d10', text: 'perch' };
    expect(viewsIn(JSON.stringify([{ name: 'Old', search }]))).toEqual([view('Old', 'perch')]);
  });

  it('are added at the end, and replaced where they are', () => {
    expect(names(withView([old], fresh, undefined))).toEqual(['Old', 'Fresh']);
    expect(withView([old, fresh], view('Old', 'other'), undefined)).toEqual([view('Old', 'other'), fresh]);
  });

  it('keep their place when they are renamed, and replace another one of that name', () => {
    expect(names(withView([old, fresh], view('New'), old))).toEqual(['New', 'Fresh']);
    expect(names(withView([old, fresh], view('Fresh', 'old'), old))).toEqual(['Fresh']);
  });

  it('are at most 30, the newest ones', () => {
    const views = Array.from({ length: 30 }, (_, index) => view(`View ${index}`));
    expect(names(withView(views, fresh, undefined))).toEqual([...names(views).slice(1), 'Fresh']);
  });

  it('can be deleted', () => {
    expect(withoutView([old, fresh], old)).toEqual([fresh]);
  });
});
