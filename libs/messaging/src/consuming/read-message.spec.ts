import type { RawMessage } from '../messages/raw-message.js';
import { readMessage } from './read-message.js';

const person = '0190b5a0-1111-7000-8000-00000000000a';
const body = { user_id: person, timestamp: '2026-03-01T10:00:00+02:00' };

const message = (changes: Partial<RawMessage> = {}): RawMessage => ({
  size: (changes.body ?? Buffer.from(JSON.stringify(body))).length,
  source: 'tasks.auth-events',
  producer: 'auth',
  type: 'auth.user.created',
  body: Buffer.from(JSON.stringify(body)),
  properties: {},
  ...changes,
});

const reasonOf = (raw: RawMessage): string => {
  try {
    readMessage(raw);
    return 'accepted';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('readMessage', () => {
  it('accepts a message that has only a routing key, an exchange and a body', () => {
    expect(readMessage(message())).toMatchObject({ type: 'auth.user.created', version: 1, body });
  });

  it('keeps a message id that is a UUID, in lower case', () => {
    const id = '0190B5A0-1111-7000-8000-00000000000B';
    expect(readMessage(message({ properties: { messageId: id } })).id).toBe(id.toLowerCase());
  });

  it('derives a missing id from the content, regardless of JSON formatting and letter case', () => {
    const first = readMessage(message());
    const again = readMessage(
      message({
        body: Buffer.from(`{ "timestamp": "${body.timestamp}", "user_id": "${person.toUpperCase()}" }`),
      }),
    );
    const other = readMessage(message({ type: 'auth.user.changed' }));
    expect(again.id).toBe(first.id);
    expect(again.body).toEqual(first.body);
    expect(other.id).not.toBe(first.id);
    expect(first.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('derives a UUID from an id that is not one, independent of the content', () => {
    const id = readMessage(message({ properties: { messageId: 'order 66' } }));
    const again = readMessage(message({ properties: { messageId: 'order 66' }, type: 'auth.user.deleted' }));
    expect(again.id).toBe(id.id);
    expect(again.type).not.toBe(id.type);
  });

  it.each<[string, RawMessage, string]>([
    ['a body that is not JSON', message({ body: Buffer.from('{not json') }), 'not valid JSON'],
    [
      'a body that is not UTF-8',
      message({ body: Buffer.from([0x22, 0xff, 0x22]) }),
      'not valid JSON in UTF-8',
    ],
    ['an empty body', message({ body: Buffer.alloc(0) }), 'not valid JSON'],
    ['JSON nested too deeply', message({ body: Buffer.from('['.repeat(200_000)) }), 'not valid JSON'],
    ['a JSON body of another type', message({ body: Buffer.from('7') }), 'not a valid auth.user.created'],
    [
      'a time without a zone',
      message({ body: Buffer.from(JSON.stringify({ ...body, timestamp: '2026-03-01T10:00:00' })) }),
      'timestamp',
    ],
    ['an unknown version', message({ properties: { version: '2' } }), 'version 2'],
    ['a version in another notation', message({ properties: { version: '0x1' } }), 'unknown version 0x1'],
    ['a version with a blank', message({ properties: { version: ' 1' } }), 'unknown version'],
    ['a version that is not a number', message({ properties: { version: '[1]' } }), 'version'],
    ['an unknown type', message({ type: 'auth.user.renamed' }), 'unknown event type auth.user.renamed'],
    ['an empty routing key', message({ type: '' }), 'auth may not publish'],
    ["another service's exchange", message({ producer: 'tasks' }), 'tasks may not publish'],
    [
      'another publisher in its properties',
      message({ properties: { appId: 'finance' } }),
      'finance as its publisher',
    ],
    [
      'another type in its properties',
      message({ properties: { type: 'auth.user.deleted' } }),
      'properties say',
    ],
  ])('rejects %s with the reason', (_what, raw, reason) => {
    expect(reasonOf(raw)).toContain(reason);
  });
});
