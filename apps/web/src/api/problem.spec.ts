import { noResponse, problemOf } from './problem.js';

const refusal = {
  type: 'urn:ates:problem:invalid-request',
  title: 'Invalid request',
  status: 400,
  detail: 'Some fields were refused.',
  errors: [{ path: 'description', code: 'too-long', message: 'is too long' }],
};

describe('Problem', () => {
  it('carries the code, status and detail of the response, and each refused field', () => {
    const problem = problemOf(new Response(null, { status: 400 }), refusal);
    expect(problem).toMatchObject({
      code: 'invalid-request',
      status: 400,
      message: 'Some fields were refused.',
      details: { errors: refusal.errors },
    });
    expect(problem.isTransient).toBe(false);
  });

  it.each([
    [503, true],
    [502, true],
    [429, true],
    [500, false],
    [409, false],
    [404, false],
  ])('of status %d is transient: %s', (status, isTransient) => {
    expect(problemOf(new Response(null, { status }), undefined).isTransient).toBe(isTransient);
  });

  it('takes the delay from the Retry-After header, if there is one', () => {
    const response = new Response(null, { status: 503, headers: { 'retry-after': '7' } });
    expect(problemOf(response, undefined).retryAfterSeconds).toBe(7);
    expect(problemOf(new Response(null, { status: 503 }), undefined).retryAfterSeconds).toBeUndefined();
  });

  it('names the status when the body is not problem details', () => {
    expect(problemOf(new Response(null, { status: 500 }), '<html>').message).toContain('500');
  });

  it('is transient when there was no response', () => {
    expect(noResponse()).toMatchObject({ code: 'no-answer', status: 0, isTransient: true });
  });
});
