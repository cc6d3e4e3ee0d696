import { detailProblems, detailsOf, newRow, rowsOf, type DetailRow } from './details.js';

const row = (name: string, text: string, isJson = false): DetailRow => ({ ...newRow(), name, text, isJson });

describe('Details as fields', () => {
  it('are the same details again, whatever their values', () => {
    const details = {
      birthday: '2021-04-15',
      perch: { floor: 3, near: ['window', null] },
      wings: 2,
      tame: false,
      nest: null,
      phone: '79161234567',
      quoted: '"text"',
      braces: '{ not JSON',
      lines: 'one\ntwo',
      empty: '',
    };
    expect(detailsOf(rowsOf(details))).toEqual(details);
    expect(detailsOf(rowsOf({}))).toEqual({});
  });

  it('keep a name that objects have anyway', () => {
    const details = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Record<string, unknown>;
    expect(Object.entries(detailsOf(rowsOf(details)) ?? {})).toEqual(Object.entries(details));
  });

  it('are texts as typed, unless marked as JSON', () => {
    expect(detailsOf([row('wings', '2'), row(' legs ', '2', true)])).toEqual({ wings: '2', legs: 2 });
  });

  it('leave out blank rows', () => {
    expect(detailsOf([row('', ' '), row('wings', '2')])).toEqual({ wings: '2' });
  });

  it('have names, each once, and valid JSON where it is JSON', () => {
    const rows = [row('', 'green'), row('wings', '2'), row('wings ', '3'), row('perch', '{floor: 3}', true)];
    expect([...detailProblems(rows).values()]).toEqual([
      { name: 'detailNameNeeded' },
      { name: 'detailNameTaken' },
      { text: 'detailNoJson' },
    ]);
    expect(detailsOf(rows)).toBeUndefined();
  });
});
