import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../../tools/processes/ports.mjs';
import { startNodeRegistry, startRabbitMq, type RabbitMq } from '../../tools/servers/rabbitmq.mjs';
import { createTopology, definitionsFor } from './broker.js';

const size = 3;

/** A queue with a copy on each node. */
export interface ReplicatedQueue {
  name: string;
  type: string;
  /** The name of the node that leads it. */
  leader: string;
  /** The names of the nodes whose copy takes part. */
  online: string[];
}

/** Three RabbitMQ nodes on this machine that form a cluster, with the users of the services and quorum queues. */
export class BrokerCluster {
  private constructor(
    private readonly directory: string,
    /** The names of the nodes. */
    readonly names: readonly string[],
    private readonly registry: { stop: () => Promise<void> },
    private readonly nodes: RabbitMq[] = [],
  ) {}

  static async start(): Promise<BrokerCluster> {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'ates-cluster-'));
    const epmdPort = await freePort();
    const names = Array.from({ length: size }, (_, index) => `ates${epmdPort}x${index + 1}@localhost`);
    for (const [index, node] of names.entries()) {
      await prepareNode(path.join(directory, String(index)), node, epmdPort);
    }
    const cluster = new BrokerCluster(directory, names, await startNodeRegistry(directory, epmdPort));
    // One after the other: the first founds the cluster, and the others join it.
    for (const index of names.keys()) {
      cluster.nodes[index] = await cluster.startNode(index);
    }
    // Only now, since a quorum queue has a copy on the nodes that are there when it is created.
    await createTopology(cluster.urls[0] ?? '', 'quorum');
    return cluster;
  }

  /** The addresses of the nodes for the operator. */
  get urls(): string[] {
    return this.nodes.map(({ url }) => url);
  }

  /** The services' queues, as one node sees them. */
  async queues(index: number): Promise<ReplicatedQueue[]> {
    const columns = ['name', 'type', 'leader', 'online'];
    const list = await this.nodes[index]?.control('list_queues', ...columns, '--formatter', 'json');
    return JSON.parse(list ?? '[]') as ReplicatedQueue[];
  }

  /** Kills a node, like the loss of its machine. */
  async kill(index: number): Promise<void> {
    await this.nodes[index]?.kill();
  }

  /** Starts a node that was killed; it joins the cluster again. */
  async restart(index: number): Promise<void> {
    this.nodes[index] = await this.startNode(index);
  }

  async release(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
    await this.registry.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  private startNode(index: number): Promise<RabbitMq> {
    const { users, permissions, vhosts } = definitionsFor(['/']);
    return startRabbitMq({
      directory: path.join(this.directory, String(index)),
      definitions: { users, permissions, vhosts, exchanges: [], queues: [], bindings: [] },
      cluster: this.names,
    });
  }
}

/** Gives a node its identity, before it would choose one, and the secret that it shares with the other nodes. */
async function prepareNode(directory: string, node: string, epmdPort: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  const identity = {
    port: await freePort(),
    distributionPort: await freePort(),
    managementPort: await freePort(),
    epmdPort,
    node,
  };
  await writeFile(path.join(directory, 'identity.json'), JSON.stringify(identity));
  const cookie = path.join(directory, '.erlang.cookie');
  await writeFile(cookie, `ates${epmdPort}`);
  await chmod(cookie, 0o400);
}
