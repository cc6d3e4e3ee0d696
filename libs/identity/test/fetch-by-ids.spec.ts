import { Logger } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { userFromOwner, type UserFromOwner } from '@ates/contracts';
import { ServiceCalls, type OwnerAnswer } from '@ates/platform';
import { fetchByIds } from '@ates/identity';
import { randomUUID } from 'node:crypto';
import { startCallingService } from './support/calling-service.js';
import { Issuer } from './support/issuer.js';
import { Peer, type PeerResponse, type PeerRequest } from './support/peer.js';

const polly = { name: 'Polly', email: 'polly@ates.local', roles: ['employee'] };

describe('fetchByIds', () => {
  let issuer: Issuer;
  let owner: Peer;
  let module: TestingModule;
  let users: Map<string, object>;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(async () => {
    issuer = await Issuer.start();
    users = new Map();
    owner = await new Peer(ownerWithLists).start();
    module = await startCallingService(issuer);
  });

  afterEach(async () => {
    await module.close();
    await owner.stop();
    await issuer.peer.stop();
  });

  const oneUser = (path: string): PeerResponse => {
    const user = users.get(path.slice('/users/'.length));
    return user === undefined ? { status: 404 } : { json: user };
  };

  const ownerWithLists = ({ path, query }: PeerRequest): PeerResponse => {
    if (path !== '/users') {
      return oneUser(path);
    }
    const ids = (query.get('ids') ?? '').split(',').filter((id) => users.has(id));
    const items = ids.map((uuid) => ({ uuid, ...users.get(uuid) }));
    return { json: { items: items.slice(0, Number(query.get('limit'))), next_cursor: null } };
  };

  const some = (count: number): string[] => {
    const ids = Array.from({ length: count }, () => randomUUID());
    for (const id of ids) {
      users.set(id, polly);
    }
    return ids;
  };

  const fetchUsers = (ids: string[], signal?: AbortSignal): Promise<OwnerAnswer<UserFromOwner>> =>
    fetchByIds(module.get(ServiceCalls), `${owner.url}/users`, ids, userFromOwner, signal);

  const singleRequests = (): number => owner.requests.filter(({ path }) => path !== '/users').length;

  it('fetches a single row by its own URL', async () => {
    const [id = ''] = some(1);
    const answer = await fetchUsers([id]);
    expect(answer).toEqual({ found: new Map([[id, polly]]), missing: [], refused: new Map() });
    expect(owner.requests.map(({ path }) => path)).toEqual([`/users/${id}`]);
  });

  it('fetches many rows in lists of two hundred', async () => {
    const ids = some(450);
    const answer = await fetchUsers(ids);
    expect([...answer.found.keys()].sort()).toEqual([...ids].sort());
    expect(owner.requests).toHaveLength(3);
  });

  it('reports missing rows after checking them one by one', async () => {
    const ids = some(20);
    const gone = [randomUUID(), randomUUID()];
    const answer = await fetchUsers([...ids, ...gone]);
    expect(answer.found.size).toBe(20);
    expect(answer.missing.sort()).toEqual(gone.sort());
    expect(singleRequests()).toBe(2);
  });

  it.each<[string, PeerResponse]>([
    ['does not serve lists', { status: 404 }],
    ['does not serve lists to services', { status: 403 }],
    ['serves an HTML page as the list', { text: '<html></html>' }],
    ['serves lists of another shape', { json: [polly] }],
    ['lists other rows than requested', { json: { items: [{ uuid: randomUUID(), ...polly }] } }],
  ])('fetches rows one by one, a few at a time, from an owner that %s', async (_, list) => {
    owner.handler = async ({ path }) => {
      await new Promise(setImmediate);
      return path === '/users' ? list : oneUser(path);
    };
    const ids = some(40);
    const answer = await fetchUsers(ids);
    expect([...answer.found.keys()].sort()).toEqual([...ids].sort());
    expect(answer.missing).toEqual([]);
    expect(owner.maxConcurrent).toBeLessThanOrEqual(8);
  });

  it('accepts the rows of a foreign owner: a single role, another field for the name, no id', async () => {
    const id = randomUUID();
    users.set(id, { username: 'kesha', email: 'kesha@elsewhere', role: 'developer', age: 3 });
    const answer = await fetchUsers([id]);
    expect(answer.found.get(id)).toEqual({ name: 'kesha', email: 'kesha@elsewhere', roles: ['developer'] });
  });

  it('reports the rows that the owner refuses, with the reason and without retrying', async () => {
    const [good = '', bad = '', odd = '', page = ''] = some(4);
    owner.handler = ({ path }) => {
      switch (path) {
        case '/users':
          return { status: 400 };
        case `/users/${bad}`:
          return { status: 422 };
        case `/users/${odd}`:
          return { json: { email: 7 } };
        case `/users/${page}`:
          return { text: 'hello' };
        default:
          return oneUser(path);
      }
    };
    const answer = await fetchUsers([good, bad, odd, page]);
    expect([...answer.found.keys()]).toEqual([good]);
    expect(answer.missing).toEqual([]);
    expect([...answer.refused.keys()].sort()).toEqual([bad, odd, page].sort());
    expect(answer.refused.get(bad)).toContain('answered 422');
    expect(singleRequests()).toBe(4);
  });

  it('throws when the owner is down', async () => {
    const ids = some(3);
    await owner.stop();
    await expect(fetchUsers(ids)).rejects.toThrow('did not answer');
    await expect(fetchUsers(ids.slice(0, 1))).rejects.toThrow();
  });

  it('throws the reason of an aborted signal', async () => {
    const signal = AbortSignal.abort(new Error('the service ends'));
    await expect(fetchUsers(some(3), signal)).rejects.toThrow('the service ends');
    expect(owner.requests).toEqual([]);
  });
});
