import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../../tools/processes/ports.mjs';
import { Balancer } from './balancer.js';

describe('The balancer in front of the instances of a service', () => {
  const servers: Server[] = [];
  let balancer: Balancer;

  const instance = async (name: string): Promise<number> => {
    const server = createServer((_request, response) => response.setHeader('connection', 'close').end(name));
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };

  afterEach(async () => {
    await balancer.stop();
    servers.splice(0).forEach((server) => server.close());
  });

  const answers = async (count: number): Promise<string[]> => {
    const found: string[] = [];
    for (let request = 0; request < count; request += 1) {
      found.push(await (await fetch(balancer.url)).text());
    }
    return found;
  };

  it('connects each client to the next instance', async () => {
    balancer = await Balancer.inFrontOf([await instance('first'), await instance('second')]);
    expect(new Set(await answers(2))).toEqual(new Set(['first', 'second']));
  });

  it('passes over instances that are down', async () => {
    balancer = await Balancer.inFrontOf([await freePort(), await instance('alive'), await freePort()]);
    expect(await answers(4)).toEqual(['alive', 'alive', 'alive', 'alive']);
  });

  it('closes the connection while every instance is down', async () => {
    balancer = await Balancer.inFrontOf([await freePort()]);
    await expect(answers(1)).rejects.toThrow('fetch failed');
  });
});
