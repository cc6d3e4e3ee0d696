import { inOneLogLine, ServiceLogger } from './service-logger.js';

describe('ServiceLogger', () => {
  let written: string;

  beforeEach(() => {
    written = '';
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((chunk) => {
        written += String(chunk);
        return true;
      });
    }
  });
  afterEach(() => vi.restoreAllMocks());

  const logger = () => new ServiceLogger({ prefix: 'tasks', colors: false });

  it.each([
    ['a line feed', 'parked x\n[tasks] 1 - LOG all is well', 'parked x\\n[tasks] 1 - LOG all is well'],
    ['a carriage return', 'a\rb', 'a\\rb'],
    ['NUL', 'a\0b', 'a\\u0000b'],
    ['an ANSI escape', '\u001b[2Jb', '\\u001b[2Jb'],
    ['a C1 control', 'a\u009b2Jb', 'a\\u009b2Jb'],
    ['a line separator', 'a\u2028b\u0085c', 'a\\u2028b\\u0085c'],
    ['ordinary text', 'Почини насест 🦜\\n', 'Почини насест 🦜\\n'],
  ])('writes %s in a message as an escape', (_, text, escaped) => {
    expect(inOneLogLine(text)).toBe(escaped);
    logger().warn(text, 'Delivery');
    expect(written.trimEnd().split('\n')).toHaveLength(1);
    expect(written).toContain(escaped);
  });

  it('indents every line of a stack, so that the message of an error forges no line', () => {
    const error = new Error('no such perch\n[tasks] 1 - LOG all is well\u001b[31m');
    logger().error('GET /tasks failed', error.stack, 'Http');
    const [first, ...rest] = written.trimEnd().split('\n');
    expect(first).toContain('GET /tasks failed');
    expect(rest.length).toBeGreaterThan(2);
    expect(rest.every((line) => line.startsWith('    '))).toBe(true);
    expect(written).toContain('    [tasks] 1 - LOG all is well\\u001b[31m');
  });

  it('writes no stack where there is none', () => {
    logger().error('GET /tasks failed', undefined, 'Http');
    expect(written.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    ['a line feed', 'a\n{"level":"log"}b', 'a\\n'],
    ['an ANSI escape', '\u001b[2Jb', '\\u001b[2Jb'],
    ['DEL', 'a\u007fb', 'a\\u007fb'],
    ['a C1 control', 'a\u009b2Jb', 'a\\u009b2Jb'],
    ['a line separator', 'a\u2028b\u0085c', 'a\\u2028b\\u0085c'],
  ])('writes %s as an escape in JSON, too, which still has the same text', (_, text, escaped) => {
    const json = new ServiceLogger({ prefix: 'tasks', colors: false, json: true });
    const error = new Error(text);
    json.error(text, error.stack, 'Http');
    expect(written.trimEnd().split('\n')).toHaveLength(1);
    expect(written).toContain(escaped);
    expect(written.trimEnd()).toBe(inOneLogLine(written.trimEnd()));
    expect(JSON.parse(written)).toMatchObject({ message: text, stack: error.stack });
  });
});
