import { LeaseLost } from '@ates/platform';
import { makeMailAttempt, pauseSeconds } from './mail-attempt.js';
import { MailRefused, MailServerFailed } from './mailer.js';

/** Makes an attempt that ends with this failure; returns what was recorded, and what was thrown. */
async function attemptThatEndsWith(failure?: Error): Promise<{ recorded: string[]; thrown: unknown }> {
  const recorded: string[] = [];
  const note = async (what: string): Promise<void> => {
    recorded.push(what);
  };
  const attempt = makeMailAttempt(
    {
      number: 1,
      send: async () => {
        if (failure) {
          throw failure;
        }
      },
      markSent: () => note('sent'),
      park: (reason) => note(`parked: ${reason}`),
      scheduleRetry: (reason, seconds) => note(`again within ${Math.ceil(seconds)} s: ${reason}`),
    },
    new AbortController().signal,
  );
  const thrown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { recorded, thrown };
}

describe('An attempt to send a mail (F7, A9)', () => {
  it('is recorded once the mail is sent', async () => {
    expect(await attemptThatEndsWith()).toEqual({ recorded: ['sent'], thrown: undefined });
  });

  it('parks the mail if the server refuses it permanently', async () => {
    const outcome = await attemptThatEndsWith(new MailRefused('no such address'));
    expect(outcome).toEqual({ recorded: ['parked: no such address'], thrown: undefined });
  });

  it('schedules the next one after a pause if only this mail failed for now', async () => {
    const outcome = await attemptThatEndsWith(new Error('the mailbox is full'));
    expect(outcome).toEqual({ recorded: ['again within 2 s: the mailbox is full'], thrown: undefined });
  });

  it('also throws if no mail can be sent right now, so that the caller backs off', async () => {
    const error = new MailServerFailed('refused');
    expect(await attemptThatEndsWith(error)).toEqual({
      recorded: ['again within 2 s: refused'],
      thrown: error,
    });
  });

  it.each([
    ['another instance sends the mails now', new LeaseLost('mails')],
    ['the database failed', Object.assign(new Error('terminated'), { code: '57P01' })],
  ])('leaves the mail to the next sender, soon, if %s', async (_, error) => {
    const outcome = await attemptThatEndsWith(error);
    expect(outcome).toEqual({ recorded: [`again within 2 s: ${error.message}`], thrown: error });
  });

  it('pauses twice as long after each failure, up to half an hour', () => {
    expect([1, 2, 3, 10, 11, 12, 40].map((number) => pauseSeconds(number, 1))).toEqual([
      2, 4, 8, 1024, 1800, 1800, 1800,
    ]);
    expect(pauseSeconds(1, 0)).toBe(1.5);
  });
});
