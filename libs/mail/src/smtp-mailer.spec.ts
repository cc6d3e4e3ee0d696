import { MailRefused, MailServerFailed } from './mailer.js';
import { pauseSeconds } from './mail-attempt.js';
import { failureOf } from './smtp-mailer.js';

const answer = (command: string, responseCode?: number): Error =>
  Object.assign(new Error(`${command}: ${responseCode}`), { command, responseCode });

describe('A failure to send a mail (F7)', () => {
  it.each([
    ['RCPT TO', 550],
    ['RCPT TO', 553],
    ['DATA', 552],
    ['DATA', 554],
  ])('is MailRefused when the recipient or the mail is permanently rejected: %s %d', (command, code) => {
    expect(failureOf(answer(command, code))).toBeInstanceOf(MailRefused);
  });

  it.each([
    ['RCPT TO', 450],
    ['RCPT TO', 452],
    ['DATA', 451],
  ])('is passed on when the recipient or the mail is temporarily rejected: %s %d', (command, code) => {
    const error = answer(command, code);
    expect(failureOf(error)).toBe(error);
  });

  it.each([
    ['AUTH PLAIN', 535],
    ['RCPT TO', 530],
    ['RCPT TO', 421],
    ['DATA', 503],
    ['DATA', undefined],
    ['MAIL FROM', 550],
    ['EHLO', 554],
    ['CONN', undefined],
    ['STARTTLS', 502],
  ])('is MailServerFailed when it would affect every mail: %s %s', (command, code) => {
    expect(failureOf(answer(command, code))).toBeInstanceOf(MailServerFailed);
  });
});

describe('The back-off after a failed attempt (F7)', () => {
  it('doubles with each attempt, up to half an hour', () => {
    expect([1, 2, 3, 10, 11, 1000].map((attempt) => pauseSeconds(attempt, 1))).toEqual([
      2, 4, 8, 1024, 1800, 1800,
    ]);
  });

  it('is shortened by a jitter of at most a quarter', () => {
    expect(pauseSeconds(1, 0)).toBe(1.5);
  });
});
