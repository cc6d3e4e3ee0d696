import type { Statement } from '@ates/contracts';
import { mailLanguages } from '@ates/mail';
import { writeStatement } from './statement-mail.js';

const task = (description: string | null) => ({
  uuid: '0193a1b2-0000-7000-8000-000000000005',
  description,
  jira_id: null,
  title: description,
});

const statement: Statement = {
  user: '0193a1b2-0000-7000-8000-000000000001',
  name: 'Rio',
  date: '2026-03-29',
  currency: 'USD',
  opening_balance: -350,
  lines: [
    {
      uuid: '0193a1b2-0000-7000-8000-000000000002',
      occurred_at: '2026-03-29T00:59:59.999999Z',
      booked_on: '2026-03-29',
      kind: 'reward',
      amount: 2850,
      task: task('Fix the perch'),
      reverses: null,
      reason: null,
    },
    {
      uuid: '0193a1b2-0000-7000-8000-000000000004',
      occurred_at: '2026-03-29T01:00:00.000000Z',
      booked_on: '2026-03-29',
      kind: 'fee',
      amount: -1000,
      task: task(null),
      reverses: null,
      reason: null,
    },
  ],
  left_out: null,
  payout: 1500,
  carried_over: 0,
};

const english = { language: 'en', timeZone: 'Europe/Berlin' } as const;

const write = (change: Partial<Statement> = {}) => writeStatement({ ...statement, ...change }, english);

describe('A statement in words (F7)', () => {
  it('adds up line by line, at the times of the business time zone', () => {
    const { subject, text } = write();
    expect(subject).toBe('Your statement for 2026-03-29');
    expect(text).toBe(`Your statement for 2026-03-29

Rio, this is your day in figures.

                   -3.50 USD  Opening balance
2026-03-29 01:59   28.50 USD  Completed: Fix the perch
2026-03-29 03:00  -10.00 USD  Assigned: task 0193a1b2-0000-7000-8000-000000000005
                  -15.00 USD  Paid out
                    0.00 USD  Carried over to the next day
`);
  });

  it('says so when there was nothing, and names no payout where none was', () => {
    const { text } = write({ lines: [], payout: 0, carried_over: -350, name: null });
    expect(text).toContain('Nothing was booked on this day.');
    expect(text).not.toContain('Paid out');
    expect(text).not.toContain('figures');
  });

  it('says what the lines came to that it leaves out', () => {
    expect(write({ left_out: -12345 }).text).toMatch(/-123.45 USD {2}Earlier lines/);
  });

  it('says why something was taken back', () => {
    const [line] = statement.lines;
    const lines = line
      ? [{ ...line, kind: 'reversal' as const, amount: -2850, reason: 'twice,\nby mistake' }]
      : [];
    expect(write({ lines }).text).toContain('-28.50 USD  Correction: Fix the perch (twice, by mistake)');
  });

  it('shows a kind of posting that it has no word for by its name', () => {
    const lines = statement.lines.map((line) => ({ ...line, kind: 'payout' as const, task: null }));
    expect(write({ lines }).text).toContain('28.50 USD  payout');
  });

  it.each([
    '\r\nPaid out 9',
    '\nPaid out 9',
    '\u2028Paid out 9',
    '\u0085Paid out 9',
    '\u202ePaid out 9',
    '\0x',
  ])('lets nobody write a line of their own: %j', (text) => {
    const [line] = statement.lines;
    const lines = line ? [{ ...line, task: task(`Sing${text}`) }] : [];
    const { text: mail } = write({ lines, name: `Rio${text}`, payout: 0 });
    expect(mail).not.toMatch(/[\0\r\u0085\u2028\u202e]/);
    expect(mail.split('\n').filter((row) => row.trim().startsWith('Paid out'))).toEqual([]);
  });

  it('makes no link of a name, a description or a reason', () => {
    const [line] = statement.lines;
    const lines = line
      ? [{ ...line, task: task('See www.evil.example'), reason: 'by rio@evil.example' }]
      : [];
    const { text, html } = write({ lines, name: 'Payroll blocked, confirm at http://evil.example' });
    for (const part of [text, html]) {
      expect(part).toContain('confirm at http: //evil. example');
      expect(part).toContain('See www. evil. example');
      expect(part).toContain('by rio@ evil. example');
    }
  });

  it('writes no markup but its own', () => {
    const [line] = statement.lines;
    const lines = line ? [{ ...line, task: task(`<b onclick='x'>"&amp;</b>`) }] : [];
    const { html } = write({ lines, name: '<i>Rio</i>' });
    expect(html).toContain('&#60;b onclick=&#39;x&#39;&#62;&#34;&#38;amp;&#60;/b&#62;');
    expect(html).not.toMatch(/<b |<i>/);
  });

  it.each(mailLanguages)('has no person in its subject, in any language: %s', (language) => {
    const { subject, html } = writeStatement(statement, { ...english, language });
    expect(subject).toContain('2026-03-29');
    expect(subject).not.toContain('Rio');
    expect(html).toContain(`<html lang="${language}">`);
  });
});
