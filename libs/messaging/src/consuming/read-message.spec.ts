import type { RawMessage } from './raw-message.js';
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
    return 'it was taken';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('A message', () => {
  it('is read with nothing but key, exchange and body', () => {
    expect(readMessage(message())).toMatchObject({ type: 'auth.user.created', version: 1, body });
  });

  it('keeps its own id where that is a UUID, in lower case', () => {
    const id = '0190B5A0-1111-7000-8000-00000000000B';
    expect(readMessage(message({ properties: { messageId: id } })).id).toBe(id.toLowerCase());
  });

  it('without an id gets one from what it says: the same for the same content, however that is written', () => {
    const first = readMessage(message());
    const again = readMessage(
      message({
        body: Buffer.from(`{ "timestamp": "${body.timestamp}", "user_id": "${person.toUpperCase()}" }`),
      }),
    );
    const other = readMessage(message({ type: 'auth.user.changed' }));
    expect(again.id).toBe(first.id);
    expect(again.contentHash).toBe(first.contentHash);
    expect(other.id).not.toBe(first.id);
    expect(first.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('with an id of another kind gets one made from that, and keeps it whatever it says', () => {
    const id = readMessage(message({ properties: { messageId: 'order 66' } }));
    const again = readMessage(message({ properties: { messageId: 'order 66' }, type: 'auth.user.deleted' }));
    expect(again.id).toBe(id.id);
    expect(again.contentHash).not.toBe(id.contentHash);
  });

  it.each<[string, RawMessage, string]>([
    ['no JSON', message({ body: Buffer.from('{not json') }), 'no JSON'],
    ['no UTF-8', message({ body: Buffer.from([0x22, 0xff, 0x22]) }), 'no JSON in UTF-8'],
    ['nothing at all', message({ body: Buffer.alloc(0) }), 'no JSON'],
    ['JSON nested without end', message({ body: Buffer.from('['.repeat(200_000)) }), 'no JSON'],
    ['JSON of another kind', message({ body: Buffer.from('7') }), 'it is no auth.user.created'],
    [
      'a time without a zone',
      message({ body: Buffer.from(JSON.stringify({ ...body, timestamp: '2026-03-01T10:00:00' })) }),
      'timestamp',
    ],
    ['a version nobody knows', message({ properties: { version: '2' } }), 'version 2'],
    ['a version that is no number', message({ properties: { version: '[1]' } }), 'version'],
    ['a type nobody knows', message({ type: 'auth.user.renamed' }), 'auth.user.renamed is not known'],
    ['a key that is no key', message({ type: '' }), 'not for auth to publish'],
    ['the exchange of another service', message({ producer: 'tasks' }), 'not for tasks to publish'],
    ['another publisher', message({ properties: { appId: 'finance' } }), 'finance published it'],
    [
      'another type in its properties',
      message({ properties: { type: 'auth.user.deleted' } }),
      'says that it is',
    ],
  ])('with %s is refused with a reason', (_what, raw, reason) => {
    expect(reasonOf(raw)).toContain(reason);
  });
});
