import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { parse } from 'yaml';
import { AuthConfiguration } from '../../apps/auth/src/config.js';
import { FinanceConfiguration } from '../../apps/finance/src/config.js';
import { TasksConfiguration } from '../../apps/tasks/src/config.js';
import { Installation, root, type Pods } from '../../test/support/kubernetes.js';
import { originNetwork } from '../origin/network-settings.mjs';

interface Composed {
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
}

const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Composed> };

const composed = (name: string): Composed => {
  const found = compose.services[name];
  if (found === undefined) {
    throw new Error(`docker-compose.yml has no ${name}`);
  }
  return found;
};

/** Keys that a program reads elsewhere than in its configuration. */
const keysOfLogs = ['HOST', 'LOG_FORMAT', 'LOG_LEVEL'];
const keysOfOrigin = [
  'PORT',
  'PUBLIC_URL',
  'AUTH_URL',
  'TASKS_URL',
  'FINANCE_URL',
  'TASKS_READS_URL',
  'FINANCE_READS_URL',
  'OIDC_ISSUER',
  'TRUSTED_PROXIES',
  'CONNECTIONS_PER_ADDRESS',
];
const keysOfBroker = ['AMQP_QUEUE_TYPE', 'AMQP_PUBLISHERS', 'AMQP_VIRTUAL_HOST', 'RABBITMQ_NODES'];

/** The service that a pod runs: `tasks` for `tasks-reads`. */
const serviceOf = ({ name }: Pods): string => name.replace(/-reads$/, '');

/** The keys of an environment that a service understands, by its own configuration. */
function keysUnderstood(service: string, environment: Record<string, string>): string[] {
  switch (service) {
    case 'auth':
      return Object.keys(AuthConfiguration.read(environment));
    case 'tasks':
      return Object.keys(TasksConfiguration.read(environment));
    case 'finance':
      return Object.keys(FinanceConfiguration.read(environment));
    case 'origin':
      originNetwork(environment);
      return keysOfOrigin;
    case 'broker':
      return [...Object.keys(composed(service).environment ?? {}), ...keysOfBroker];
    default:
      return Object.keys(composed(service).environment ?? {});
  }
}

const required: Record<string, string[]> = {
  origin: ['PUBLIC_URL', 'AUTH_URL', 'TASKS_URL', 'FINANCE_URL'],
  databases: ['SUPERUSER_DATABASE_URL'],
  broker: ['RABBITMQ_MANAGEMENT_URL'],
};

/** The keys of the Secret that docs/kubernetes.md makes from the output of this program. */
const secretsMade = new Set(
  spawnSync(process.execPath, ['tools/run/compose-env.mjs'], { cwd: root, encoding: 'utf8' })
    .stdout.split('\n')
    .flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []),
);

describe.each(Installation.all)('The installation $name', (installation) => {
  const pods = [...installation.pods().values()];
  const deployments = [...installation.objects('Deployment')];

  it.each(pods)('gives $name the variables that it needs, and no other', (pod) => {
    const service = serviceOf(pod);
    const variables = [...installation.environmentOf(pod)];
    const environment = Object.fromEntries(variables.map(([key, { value }]) => [key, value]));
    const understood = [...keysUnderstood(service, environment), ...keysOfLogs];
    const unknown = variables.filter(
      ([key, { value, isPart }]) => value !== '' && !isPart && !understood.includes(key),
    );
    expect(unknown).toEqual([]);
    for (const key of required[service] ?? []) {
      expect(environment[key]).toMatch(/./);
    }
  });

  it.each(pods)('gives $name whatever docker-compose.yml gives it, too', (pod) => {
    const wanted = Object.keys(composed(serviceOf(pod)).environment ?? {});
    const given = [...installation.environmentOf(pod).keys()];
    const isReads = pod.name.endsWith('-reads');
    // The defaults of the others are those of docker-compose.yml; any of them can be added to a ConfigMap.
    const needed = wanted.filter((key) =>
      /_URL$|_SECRET$|_PASSWORD$|^PORT$|^OIDC_ISSUER$|_DIR$|_CLIENT_ID$/.test(key),
    );
    const leftOut = isReads ? ['AMQP_URL', 'PRICE_SECRET', 'SMTP_URL'] : [];
    // Auth doesn't read it.
    const notRead = serviceOf(pod) === 'auth' ? ['OIDC_DISCOVERY_URL'] : [];
    expect(needed.filter((key) => ![...given, ...leftOut, ...notRead].includes(key))).toEqual([]);
  });

  it.each(pods)('runs $name with the image and command of docker-compose.yml', (pod) => {
    const { image, command } = composed(serviceOf(pod));
    expect(pod.container.image).toBe(image);
    expect(pod.container.command).toEqual(command);
  });

  it.each(deployments)('probes %s at the port and paths of docker-compose.yml', (name) => {
    const pod = installation.podsOf(name);
    const { container } = pod;
    const checked = composed(serviceOf(pod)).healthcheck?.test.join(' ') ?? '';
    const [, port, ready] = /127\.0\.0\.1:(\d+)(\/[a-z/]+)/.exec(checked) ?? [];
    expect(container.ports).toEqual([{ name: 'http', containerPort: Number(port) }]);
    expect(installation.environmentOf(pod).get('PORT')?.value).toBe(port);
    expect(container.readinessProbe?.httpGet).toEqual({ path: ready, port: 'http' });
    expect(container.startupProbe?.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(container.livenessProbe?.httpGet).toEqual({ path: '/health/live', port: 'http' });
  });

  it.each(deployments)('lets %s wait for its database and finish its requests', (name) => {
    const { container, spec } = installation.podsOf(name);
    const { periodSeconds = 10, failureThreshold = 3 } = container.startupProbe ?? {};
    // libs/platform waits a minute for the database before it listens.
    expect(periodSeconds * failureThreshold).toBeGreaterThan(90);
    const leaving = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
    expect(leaving).toBeGreaterThan(0);
    // A service needs 15 seconds to stop (docs/operations.md, "A frozen instance").
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(leaving + 15);
  });

  it.each(deployments)('selects the pods of %s, and no others, everywhere', (name, { spec }) => {
    const { labels, spec: pod } = installation.podsOf(name);
    const selector = { 'app.kubernetes.io/name': name };
    expect(labels).toMatchObject(selector);
    expect(spec?.selector.matchLabels).toEqual(selector);
    expect(installation.object('Service', name).spec?.selector).toEqual(selector);
    expect(installation.object('Service', name).spec?.ports).toEqual([
      {
        name: 'http',
        port: installation.podsOf(name).container.ports?.[0]?.containerPort,
        targetPort: 'http',
      },
    ]);
    const budget = installation.object('PodDisruptionBudget', name).spec;
    expect(budget?.selector?.matchLabels).toEqual(selector);
    expect(budget?.maxUnavailable).toBe(1);
    expect(pod.topologySpreadConstraints?.map(({ topologyKey }) => topologyKey)).toEqual([
      'kubernetes.io/hostname',
      'topology.kubernetes.io/zone',
    ]);
    for (const { labelSelector } of pod.topologySpreadConstraints ?? []) {
      expect(labelSelector?.matchLabels).toEqual(selector);
    }
    // Else each update would undo what the autoscaler did.
    expect(spec?.replicas).toBeUndefined();
  });

  it('has each volume and account that a pod names, and uses each that it has', () => {
    const claims = pods.flatMap(({ spec }) =>
      (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []),
    );
    expect([...new Set(claims)]).toEqual([...installation.objects('PersistentVolumeClaim').keys()]);
    const accounts = pods.map(({ spec }) => spec.serviceAccountName);
    expect(new Set(accounts)).toEqual(new Set(installation.objects('ServiceAccount').keys()));
    for (const { spec, container } of pods) {
      const volumes = (spec.volumes ?? []).map(({ name }) => name);
      expect((container.volumeMounts ?? []).map(({ name }) => name)).toEqual(volumes);
    }
  });

  it('gives a service a folder that it can write wherever its environment names one', () => {
    for (const pod of pods.filter(({ name }) => !name.endsWith('-reads'))) {
      const folders = [...installation.environmentOf(pod)].filter(([key]) => key.endsWith('_DIR'));
      const mounts = pod.container.volumeMounts ?? [];
      for (const [, { value }] of folders) {
        const mount = mounts.find(({ mountPath }) => mountPath === value);
        expect(mount).toBeDefined();
        expect(mount?.readOnly).toBeUndefined();
      }
    }
  });

  it('contains no secret, and names only those that docs/kubernetes.md says how to make', () => {
    expect(installation.objects('Secret').size).toBe(0);
    const documented = read('docs/kubernetes.md');
    for (const pod of pods) {
      for (const { secret } of installation.environmentOf(pod).values()) {
        expect(documented).toContain(`\`${secret?.name ?? 'ates'}\``);
        if (secret?.name === 'ates') {
          const isMade = secret.isOptional ? documented.includes(secret.key) : secretsMade.has(secret.key);
          expect([secret.key, isMade]).toEqual([secret.key, true]);
        }
      }
    }
    // A value that looks like a secret must come from one.
    for (const pod of pods) {
      for (const { name, value } of pod.container.env ?? []) {
        expect(/(PASSWORD|SECRET)$/.test(name) && value !== undefined).toBe(false);
      }
    }
  });

  it('serves the origin at the host of PUBLIC_URL, over TLS', () => {
    const { tls, rules } = installation.object('Ingress', 'origin').spec ?? {};
    const address = new URL(installation.object('ConfigMap', 'public-address').data?.['PUBLIC_URL'] ?? '');
    expect(address.protocol).toBe('https:');
    expect(rules?.map(({ host }) => host)).toEqual([address.host]);
    expect(tls).toEqual([{ hosts: [address.host], secretName: 'ates-tls' }]);
    expect(rules?.[0]?.http?.paths).toEqual([
      { path: '/', pathType: 'Prefix', backend: { service: { name: 'origin', port: { name: 'http' } } } },
    ]);
  });

  it('uses the RabbitMQ and the version of PostgreSQL of docker-compose.yml', () => {
    const broker = installation.object('RabbitmqCluster', 'rabbitmq').spec;
    expect(broker.image).toBe(composed('rabbitmq').image);
    const [, major] = /^postgres:(\d+)$/.exec(composed('postgres').image) ?? [];
    const { imageName } = installation.object('Cluster', 'postgres').spec;
    expect(imageName).toMatch(new RegExp(`^ghcr.io/cloudnative-pg/postgresql:${major}-`));
  });

  it('imports the definitions of RabbitMQ as quorum queues, once all of its nodes have joined', () => {
    const environment = installation.environmentOf(installation.podsOf('broker'));
    const { replicas } = installation.object('RabbitmqCluster', 'rabbitmq').spec;
    expect(environment.get('RABBITMQ_NODES')?.value).toBe(String(replicas));
    expect(environment.get('AMQP_QUEUE_TYPE')?.value).toBe('quorum');
  });

  it('gives PostgreSQL connections for all instances of the services, one more of each in an update, and jobs', () => {
    const autoscalers = installation.objects('HorizontalPodAutoscaler');
    const instances = deployments
      .filter(([name]) => name !== 'origin')
      .map(([name]) => (autoscalers.get(name)?.spec?.maxReplicas ?? 1) + 1);
    // libs/platform: 10 in the pool, 4 for reads, 2 for heavy ones, 1 for leases, and 1 to look at the standby's lag.
    const perInstance = 18;
    const { postgresql } = installation.object('Cluster', 'postgres').spec;
    const most = Number(postgresql.parameters['max_connections']);
    const needed = instances.reduce((sum, count) => sum + count * perInstance, 0);
    expect(most).toBeGreaterThanOrEqual(needed + 20);
  });
});

const [small, production] = ['small', 'production'].map((name) => {
  const found = Installation.all.find((installation) => installation.name === name);
  if (!found) {
    throw new Error(`there is no installation ${name}`);
  }
  return found;
}) as [Installation, Installation];

describe('The installation small', () => {
  it('has one of everything', () => {
    expect(small.object('Cluster', 'postgres').spec.instances).toBe(1);
    expect(small.object('RabbitmqCluster', 'rabbitmq').spec.replicas).toBe(1);
    expect(small.objects('HorizontalPodAutoscaler').size).toBe(0);
  });

  it('removes an instance of Finance before it adds one, because one node mounts the day journal', () => {
    expect(small.object('PersistentVolumeClaim', 'day-journal').spec?.accessModes).toEqual(['ReadWriteOnce']);
    expect(small.object('Deployment', 'finance').spec?.strategy?.rollingUpdate).toEqual({
      maxUnavailable: 1,
      maxSurge: 0,
    });
  });
});

describe('The installation production', () => {
  it('scales each deployment from three instances', () => {
    for (const name of production.objects('Deployment').keys()) {
      const { scaleTargetRef, minReplicas } = production.object('HorizontalPodAutoscaler', name).spec ?? {};
      expect(scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name });
      expect(minReplicas).toBe(3);
    }
    expect(production.objects('HorizontalPodAutoscaler').size).toBe(production.objects('Deployment').size);
  });

  it('commits to a standby, archives what is written, and makes base backups', () => {
    const { instances, postgresql, plugins } = production.object('Cluster', 'postgres').spec;
    expect(instances).toBe(3);
    expect(postgresql.synchronous).toEqual({
      method: 'any',
      number: 1,
      dataDurability: 'required',
      failoverQuorum: true,
    });
    const [archiver] = plugins ?? [];
    const store = archiver?.parameters['barmanObjectName'] ?? '';
    expect(archiver?.isWALArchiver).toBe(true);
    expect(production.object('ObjectStore', store).spec.configuration.s3Credentials).toBeDefined();
    expect(production.object('ScheduledBackup', 'postgres').spec).toMatchObject({
      cluster: { name: 'postgres' },
      pluginConfiguration: { name: archiver?.name },
    });
  });

  it('has a RabbitMQ cluster of three nodes, and a day journal that all instances of Finance share', () => {
    expect(production.object('RabbitmqCluster', 'rabbitmq').spec.replicas).toBe(3);
    expect(production.object('PersistentVolumeClaim', 'day-journal').spec?.accessModes).toEqual([
      'ReadWriteMany',
    ]);
  });
});
