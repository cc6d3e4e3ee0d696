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

describe('The mail of a statement (F7)', () => {
  it('formats the times of all lines and all mails with one formatter, which is large', () => {
    write();
    const formatters = vi.spyOn(Intl, 'DateTimeFormat');
    write();
    write({ lines: Array.from({ length: 500 }, () => statement.lines).flat() });
    expect(formatters).not.toHaveBeenCalled();
    formatters.mockRestore();
  });

  it('lists every posting in the business time zone, from opening balance to carried-over balance', () => {
    const { subject, text } = write();
    expect(subject).toBe('Your statement for 2026-03-29');
    expect(text).toBe(`Your statement for 2026-03-29

Rio, here is your day in numbers.

                   -3.50 USD  Opening balance
2026-03-29 01:59   28.50 USD  Reward: Fix the perch
2026-03-29 03:00  -10.00 USD  Fee: task 0193a1b2-0000-7000-8000-000000000005
                  -15.00 USD  Paid out
                    0.00 USD  Carried over to the next day
`);
  });

  it('says when there were no postings, and leaves out the payout row when nothing was paid', () => {
    const { text } = write({ lines: [], payout: 0, carried_over: -350, name: null });
    expect(text).toContain('There were no postings on this day.');
    expect(text).not.toContain('Paid out');
    expect(text).not.toContain('numbers');
  });

  it('shows the total of the postings it leaves out', () => {
    expect(write({ left_out: -12345 }).text).toMatch(/-123.45 USD {2}Earlier postings/);
  });

  it('shows the reason for a reversal on one line', () => {
    const [line] = statement.lines;
    const lines = line
      ? [{ ...line, kind: 'reversal' as const, amount: -2850, reason: 'twice,\nby mistake' }]
      : [];
    expect(write({ lines }).text).toContain('-28.50 USD  Reversal: Fix the perch (twice, by mistake)');
  });

  it('shows a kind of posting without a translation under its internal name', () => {
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
  ])('keeps user text from adding a line to the mail: %j', (text) => {
    const [line] = statement.lines;
    const lines = line ? [{ ...line, task: task(`Sing${text}`) }] : [];
    const { text: mail } = write({ lines, name: `Rio${text}`, payout: 0 });
    expect(mail).not.toMatch(/[\0\r\u0085\u2028\u202e]/);
    expect(mail.split('\n').filter((row) => row.trim().startsWith('Paid out'))).toEqual([]);
  });

  it('breaks up links in a name, a description or a reason', () => {
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

  it('escapes markup in names and descriptions', () => {
    const [line] = statement.lines;
    const lines = line ? [{ ...line, task: task(`<b onclick='x'>"&amp;</b>`) }] : [];
    const { html } = write({ lines, name: '<i>Rio</i>' });
    expect(html).toContain('&#60;b onclick=&#39;x&#39;&#62;&#34;&#38;amp;&#60;/b&#62;');
    expect(html).not.toMatch(/<b |<i>/);
  });

  it.each(mailLanguages)('keeps names out of the subject and sets the HTML language: %s', (language) => {
    const { subject, html } = writeStatement(statement, { ...english, language });
    expect(subject).toContain('2026-03-29');
    expect(subject).not.toContain('Rio');
    expect(html).toContain(`<html lang="${language}">`);
  });
});
