import { auditLogColumns, auditLogFields } from './audit-log-export.js';
import { csvRecord, csvText, inMajorUnits } from './csv.js';

const line = {
  uuid: '0193a1b2-0000-7000-8000-000000000001',
  occurred_at: '2026-03-01T10:00:00.000000Z',
  booked_on: '2026-03-01',
  kind: 'fee' as const,
  amount: -1050,
  task: {
    uuid: '0193a1b2-0000-7000-8000-000000000002',
    description: '[POPUG-42] - Fix the perch',
    jira_id: 'POPUG-42',
    title: 'Fix the perch',
  },
  reverses: null,
  reason: null,
};

const recordOf = (...parameters: Parameters<typeof auditLogFields>) =>
  csvRecord(auditLogFields(...parameters));

describe('The audit log as CSV', () => {
  it('has a record for each line, under its header', () => {
    expect(csvRecord(auditLogColumns)).toBe(
      'occurred_at,booked_on,kind,amount,currency,task,description,jira_id,title,reason\r\n',
    );
    expect(recordOf(line, 'USD')).toBe(
      '2026-03-01T10:00:00.000000Z,2026-03-01,fee,-10.50,USD,0193a1b2-0000-7000-8000-000000000002,[POPUG-42] - Fix the perch,POPUG-42,Fix the perch,\r\n',
    );
  });

  it('leaves the description empty that is not known yet', () => {
    const unknown = { ...line, task: { ...line.task, description: null, jira_id: null, title: null } };
    expect(recordOf(unknown, 'USD').endsWith('000000000002,,,,\r\n')).toBe(true);
  });

  it('names no task in a payout', () => {
    const payout = { ...line, kind: 'payout' as const, task: null };
    expect(recordOf(payout, 'USD')).toBe('2026-03-01T10:00:00.000000Z,2026-03-01,payout,-10.50,USD,,,,,\r\n');
  });

  it('says at the end why something was reversed', () => {
    const reversed = { ...line, kind: 'reversal' as const, amount: 1050, reason: '=twice, by mistake' };
    expect(recordOf(reversed, 'USD').endsWith(`,Fix the perch,"'=twice, by mistake"\r\n`)).toBe(true);
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
