import i18next from 'i18next';
import { Problem } from '../api/problem.js';
import { problems as english } from '../i18n/english/problems.js';
import { problems as russian } from '../i18n/russian/problems.js';
import { problemText, within } from './problem-texts.js';

describe('within', () => {
  it.each([
    ['en-US', 1, 'in 1 second'],
    ['en-US', 59, 'in 59 seconds'],
    ['en-US', 61, 'in 2 minutes'],
    ['ru-RU', 5, 'через 5 секунд'],
    ['ru-RU', 3600, 'через 60 минут'],
  ])('in %s formats %i seconds as "%s"', (locale, seconds, expected) => {
    expect(within(locale, seconds)).toBe(expected);
  });
});

describe('the text of a problem', () => {
  const instance = i18next.createInstance();
  const problem = (code: string, retryAfterSeconds?: number): Problem =>
    new Problem(
      { type: `urn:ates:problem:${code}`, title: 'Refused', status: 409, detail: 'The service said no.' },
      retryAfterSeconds,
    );

  beforeAll(() =>
    instance.init({
      lng: 'en',
      fallbackLng: 'en',
      resources: { en: { problems: english }, ru: { problems: russian } },
    }),
  );

  it.each([
    ['en', problem('day-not-over'), 'The service said no.'],
    ['en', problem('too-many-tasks', 40), 'You’re creating tasks too quickly. Try again in 40 seconds.'],
    [
      'en-x-popug',
      problem('too-many-tasks', 40),
      'You’re creating tasks too quickly. Try again in 40 seconds.',
    ],
    ['en-x-popug', problem('day-not-over'), 'The service said no.'],
    ['ru', problem('day-not-over'), 'Этот день ещё не закончился. Закрыть его можно, когда он закончится.'],
    ['ru', problem('searches-busy', 2), 'Сейчас слишком много поисков. Попробуйте ещё раз через 2 секунды.'],
    ['ru', problem('from-a-newer-service'), 'The service said no.'],
    ['ru', new Error('a mistake of ours'), 'a mistake of ours'],
  ])('is in the language of the reader: %s, %s', async (language, error, expected) => {
    await instance.changeLanguage(language);
    expect(problemText(error, instance)).toBe(expected);
  });
});
