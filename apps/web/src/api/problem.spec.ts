import { noAnswer, problemOf } from './problem.js';

const refusal = {
  type: 'urn:ates:problem:invalid-request',
  title: 'Invalid request',
  status: 400,
  detail: 'Some fields were refused.',
  errors: [{ path: 'description', message: 'is too long' }],
};

describe('a problem', () => {
  it('says what the service said, and which field it is about', () => {
    const problem = problemOf(new Response(null, { status: 400 }), refusal);
    expect(problem).toMatchObject({
      code: 'invalid-request',
      status: 400,
      message: 'Some fields were refused.',
    });
    expect(problem.fieldError('description')).toBe('is too long');
    expect(problem.fieldError('title')).toBeUndefined();
    expect(problem.isPassing).toBe(false);
  });

  it.each([
    [503, true],
    [502, true],
    [429, true],
    [500, false],
    [409, false],
    [404, false],
  ])('of status %d is worth another try: %s', (status, isPassing) => {
    expect(problemOf(new Response(null, { status }), undefined).isPassing).toBe(isPassing);
  });

  it('knows how long to leave a service alone', () => {
    const response = new Response(null, { status: 503, headers: { 'retry-after': '7' } });
    expect(problemOf(response, undefined).retryAfterSeconds).toBe(7);
    expect(problemOf(new Response(null, { status: 503 }), undefined).retryAfterSeconds).toBeUndefined();
  });

  it('has words also for an answer that is no problem of ours', () => {
    expect(problemOf(new Response(null, { status: 500 }), '<html>').message).toContain('500');
  });

  it('of no answer at all is worth another try', () => {
    expect(noAnswer()).toMatchObject({ code: 'no-answer', status: 0, isPassing: true });
  });
});
