import type { INestApplication } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { v4 as uuidv4 } from 'uuid';
import { parkedMessage, parkedMessagePage, type ParkedMessageView } from '@ates/contracts';
import { Api } from '../../../test/support/api.js';
import { Exchange } from './support/exchange.js';
import { someEvents, urlOf, type Behaviour } from './support/services.js';

describe('Parked messages', () => {
  let exchange: Exchange;
  let behaviour: Behaviour;
  let consumer: INestApplication;
  let api: Api;

  const refuse = (): void => {
    throw new Error('not today');
  };

  beforeEach(async () => {
    exchange = await Exchange.open('feed', undefined);
    await exchange.startProducer();
    behaviour = { during: refuse };
    consumer = await exchange.startConsumer(behaviour);
    api = new Api(await urlOf(consumer));
  });
  afterEach(() => exchange.close());

  const parkOne = async (): Promise<ParkedMessageView> => {
    await exchange.emit(someEvents(1));
    await exchange.untilParked(1);
    const { items } = parkedMessagePage.parse((await api.get('/parked-messages')).body);
    const [item] = items;
    if (!item) {
      throw new Error('nothing is listed');
    }
    return item;
  };

  /** Inserts a parked message with a complete body, or with the beginning of a larger one. */
  const parkBody = async (body: Buffer, size?: number): Promise<string> => {
    const id = uuidv4();
    await exchange.consumerDatabase.query(
      `insert into parked_message (id, source, fingerprint, producer, type, properties, body, cut_from, reason)
       values ($1::uuid, 'feed of auth', $1::uuid::text, 'auth', 'auth.user.created', '{}', $2, $3, 'not today')`,
      [id, body, size ?? null],
    );
    return id;
  };

  const settled = { status: 409, body: { type: 'urn:ates:problem:parked-message-settled' } };

  it('are listed with the reason, the size and the first kilobyte', async () => {
    const emitted = someEvents(3);
    await exchange.emit(emitted);
    await exchange.untilParked(3);
    const first = parkedMessagePage.parse((await api.get('/parked-messages?limit=2')).body);
    const second = parkedMessagePage.parse(
      (await api.get(`/parked-messages?limit=2&cursor=${first.next_cursor}`)).body,
    );
    const items = [...first.items, ...second.items];
    expect(second.next_cursor).toBeNull();
    expect(items.map(({ message_id }) => message_id)).toEqual(emitted.map(({ id }) => id));
    expect(items.map(({ preview }): unknown => JSON.parse(preview))).toEqual(emitted.map(({ body }) => body));
    expect(items.map(({ preview_base64 }) => Buffer.from(preview_base64, 'base64').toString())).toEqual(
      items.map(({ preview }) => preview),
    );
    expect(items.map(({ size }) => size)).toEqual(items.map(({ preview }) => preview.length));
    expect(items.every(({ kind, is_body_kept }) => kind === 'refused' && is_body_kept)).toBe(true);
    expect(items.every(({ reason, state }) => reason === 'not today' && state === 'parked')).toBe(true);
  });

  it('take effect exactly once when replayed', async () => {
    const { id, message_id } = await parkOne();
    behaviour.during = () => undefined;
    const replayed = await api.post(`/parked-messages/${id}/replay`);
    expect(replayed.status).toBe(200);
    expect(parkedMessage.parse(replayed.body)).toMatchObject({ id, state: 'replayed' });
    expect(await exchange.consumed()).toMatchObject([{ id: message_id, times: 1 }]);
    expect(await api.post(`/parked-messages/${id}/replay`)).toMatchObject(settled);
    expect(await api.send('DELETE', `/parked-messages/${id}`)).toMatchObject(settled);
    expect(await exchange.consumed()).toMatchObject([{ times: 1 }]);
  });

  it('take effect once when a replay is sent ten times at once, and again, with one Idempotency-Key', async () => {
    const { id } = await parkOne();
    behaviour.during = () => undefined;
    const key = { 'idempotency-key': uuidv4() };
    const replay = () => api.post(`/parked-messages/${id}/replay`, undefined, key);
    const answers = await Promise.all(Array.from({ length: 10 }, replay));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect((await replay()).body).toEqual(answers[0]?.body);
    expect(await exchange.consumed()).toMatchObject([{ times: 1 }]);
  });

  it('take effect once when ten people replay one at the same time; nine get 409', async () => {
    const { id } = await parkOne();
    behaviour.during = () => undefined;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.post(`/parked-messages/${id}/replay`)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(9);
    expect(await exchange.consumed()).toMatchObject([{ times: 1 }]);
  });

  it('stay parked with the new reason when a replay fails again', async () => {
    const { id } = await parkOne();
    behaviour.during = () => {
      throw new Error('not tomorrow either');
    };
    const answer = await api.post(`/parked-messages/${id}/replay`);
    expect(answer).toMatchObject({ status: 422, body: { type: 'urn:ates:problem:replay-failed' } });
    expect(answer.body['detail']).toContain('not tomorrow either');
    expect(await exchange.parked()).toMatchObject([{ state: 'parked', reason: 'not tomorrow either' }]);
    expect(await exchange.consumed()).toEqual([]);
  });

  it('stay parked when the handler of a replay does not settle', async () => {
    const { id } = await parkOne();
    behaviour.during = () => undefined;
    behaviour.leavesUnsettled = true;
    const answer = await api.post(`/parked-messages/${id}/replay`);
    expect(answer).toMatchObject({ status: 422, body: { type: 'urn:ates:problem:replay-failed' } });
    expect(await exchange.parked()).toMatchObject([{ state: 'parked' }]);
  });

  it('that cannot be read stay parked when replayed', async () => {
    await exchange.producerDatabase.query(
      `insert into outbox_new (id, type, version, body) values ('${uuidv4()}', 'auth.user.created', 1, '{"a":1}')`,
    );
    const [parked] = await exchange.untilParked(1);
    const answer = await api.post(`/parked-messages/${parked?.id}/replay`);
    expect(answer).toMatchObject({ status: 422, body: { type: 'urn:ates:problem:replay-failed' } });
  });

  it('stay parked with the old reason when the database fails during a replay', async () => {
    const { id } = await parkOne();
    behaviour.during = () => exchange.consumerDatabase.terminateConnections();
    expect(await api.post(`/parked-messages/${id}/replay`)).toMatchObject({ status: 503 });
    behaviour.during = () => undefined;
    expect(await exchange.parked()).toMatchObject([{ state: 'parked', reason: 'not today' }]);
  });

  it('cannot be replayed after being discarded, but stay as a record', async () => {
    const { id } = await parkOne();
    expect(await api.send('DELETE', `/parked-messages/${id}`)).toMatchObject({ status: 204 });
    expect(await api.send('DELETE', `/parked-messages/${id}`)).toMatchObject(settled);
    expect(await api.post(`/parked-messages/${id}/replay`)).toMatchObject(settled);
    expect((await api.get('/parked-messages')).body).toMatchObject({ items: [] });
    expect((await api.get('/parked-messages?state=discarded')).body).toMatchObject({
      items: [{ id, state: 'discarded' }],
    });
    expect(await exchange.consumed()).toEqual([]);
  });

  it('offer their bodies as downloads, byte for byte (S6)', async () => {
    const bytes = randomBytes(3_000_000);
    const id = await parkBody(bytes);
    const answer = await fetch(`${await urlOf(consumer)}/parked-messages/${id}/body`);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '3000000',
      'content-disposition': `attachment; filename="parked-message-${id}.bin"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    const { items } = parkedMessagePage.parse((await api.get('/parked-messages')).body);
    expect(items[0]).toMatchObject({ size: 3_000_000, is_body_kept: true });
    expect(Buffer.from(items[0]?.preview_base64 ?? '', 'base64').equals(bytes.subarray(0, 1024))).toBe(true);
  });

  it('have previews that never end in the middle of a character', async () => {
    await parkBody(Buffer.from(`x${'я'.repeat(1000)}`));
    const { items } = parkedMessagePage.parse((await api.get('/parked-messages')).body);
    expect(items[0]?.preview).toBe(`x${'я'.repeat(511)}`);
  });

  // Once sixteen bodies of 16 MB made a list of 700 MB, which took 40 s and then failed.
  it('are listed without their bodies, however large these are (S6)', async () => {
    await exchange.consumerDatabase.query(
      `insert into parked_message (id, source, fingerprint, producer, type, properties, body, reason)
       select gen_random_uuid(), 'feed of auth', number::text, 'auth', 'auth.user.created', '{}',
              decode(repeat(md5(number::text), 1024 * 1024), 'hex'), 'too large'
       from generate_series(1, 16) as number`,
    );
    const answer = await api.get('/parked-messages?limit=100');
    const { items } = parkedMessagePage.parse(answer.body);
    expect(items.map(({ size }) => size)).toEqual(items.map(() => 16 * 1024 * 1024));
    expect(items).toHaveLength(16);
    expect(JSON.stringify(answer.body).length).toBeLessThan(100_000);
    const replay = await api.post(`/parked-messages/${items[0]?.id}/replay`);
    expect(replay).toMatchObject({ status: 422, body: { type: 'urn:ates:problem:replay-failed' } });
    expect(replay.body['detail']).toContain('the limit is 1048576 bytes');
  });

  it('report when a body was too large to keep', async () => {
    const id = await parkBody(Buffer.from('{"the beginning":'), 20_000_000);
    expect((await api.get('/parked-messages')).body).toMatchObject({
      items: [{ size: 20_000_000, preview: '{"the beginning":', is_body_kept: false }],
    });
    const answer = await api.get(`/parked-messages/${id}/body`);
    expect(answer).toMatchObject({ status: 404, body: { type: 'urn:ates:problem:parked-body-not-kept' } });
  });

  it('cannot be deleted, except unrouted ones', async () => {
    const id = await parkBody(Buffer.from('{}'));
    await expect(
      exchange.consumerDatabase.query(`delete from parked_message where id = $1`, [id]),
    ).rejects.toThrow('is kept as a record');
  });

  it('answer 404 for an unknown id', async () => {
    const unknown = { status: 404, body: { type: 'urn:ates:problem:parked-message-not-found' } };
    expect(await api.post(`/parked-messages/${uuidv4()}/replay`)).toMatchObject(unknown);
    expect(await api.send('DELETE', `/parked-messages/${uuidv4()}`)).toMatchObject(unknown);
    expect(await api.get(`/parked-messages/${uuidv4()}/body`)).toMatchObject(unknown);
    expect(await api.post('/parked-messages/nonsense/replay')).toMatchObject({ status: 400 });
    expect(await api.get('/parked-messages?cursor=nonsense')).toMatchObject({ status: 400 });
  });
});
