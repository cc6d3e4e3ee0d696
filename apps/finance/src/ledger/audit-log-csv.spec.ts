import { csvHeader, csvRecord, csvText, inMajorUnits } from './audit-log-csv.js';

const line = {
  uuid: '0193a1b2-0000-7000-8000-000000000001',
  occurred_at: '2026-03-01T10:00:00.000000Z',
  booked_on: '2026-03-01',
  kind: 'fee' as const,
  amount: -1050,
  task: { uuid: '0193a1b2-0000-7000-8000-000000000002', description: 'Fix the perch' },
};

describe('The audit log as CSV', () => {
  it('has a record for each line, under its header', () => {
    expect(csvHeader).toBe('occurred_at,booked_on,kind,amount,currency,task,description\r\n');
    expect(csvRecord(line, 'USD')).toBe(
      '2026-03-01T10:00:00.000000Z,2026-03-01,fee,-10.50,USD,0193a1b2-0000-7000-8000-000000000002,Fix the perch\r\n',
    );
  });

  it('leaves the description empty that is not known yet', () => {
    const unknown = { ...line, task: { ...line.task, description: null } };
    expect(csvRecord(unknown, 'USD').endsWith(',\r\n')).toBe(true);
  });

  it('names no task in a payout', () => {
    const payout = { ...line, kind: 'payout' as const, task: null };
    expect(csvRecord(payout, 'USD')).toBe('2026-03-01T10:00:00.000000Z,2026-03-01,payout,-10.50,USD,,\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('takes the sting out of %j', (text) => {
    expect(csvText(text).replace(/^"/, '').startsWith(`'${text}`)).toBe(true);
  });

  it('quotes what would break a record', () => {
    expect(csvText('a "b", c\nd')).toBe('"a ""b"", c\nd"');
    expect(csvText('=HYPERLINK("x","y")')).toBe(`"'=HYPERLINK(""x"",""y"")"`);
  });

  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [-5, '-0.05'],
    [-1050, '-10.50'],
    [123456789, '1234567.89'],
  ])('writes %d minor units as %s', (minorUnits, text) => {
    expect(inMajorUnits(minorUnits)).toBe(text);
  });
});
