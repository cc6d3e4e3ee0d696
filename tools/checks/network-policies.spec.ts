import type {
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from 'kubernetes-types/networking/v1.js';
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import { Installation } from '../../test/support/kubernetes.js';

type Labels = Record<string, string>;

/** A pod that may open or accept connections. */
interface Peer {
  name: string;
  labels: Labels;
  namespace: Labels;
}

const ates = { 'kubernetes.io/metadata.name': 'ates' };
const postgres: Peer = { name: 'postgres', labels: { 'cnpg.io/cluster': 'postgres' }, namespace: ates };
const rabbitmq: Peer = {
  name: 'rabbitmq',
  labels: { 'app.kubernetes.io/component': 'rabbitmq', 'app.kubernetes.io/name': 'rabbitmq' },
  namespace: ates,
};
const stranger: Peer = { name: 'stranger', labels: {}, namespace: ates };

const elsewhere: Peer[] = [
  { name: 'ingress controller', labels: {}, namespace: { 'ates/ingress': 'allowed' } },
  { name: 'Prometheus', labels: {}, namespace: { 'ates/metrics': 'allowed' } },
  {
    name: 'operator of PostgreSQL',
    labels: { 'app.kubernetes.io/name': 'cloudnative-pg' },
    namespace: { 'kubernetes.io/metadata.name': 'cnpg-system' },
  },
  {
    name: 'operator of RabbitMQ',
    labels: {},
    namespace: { 'kubernetes.io/metadata.name': 'rabbitmq-system' },
  },
  { name: 'another application', labels: {}, namespace: { 'kubernetes.io/metadata.name': 'default' } },
];

/** Where the addresses in our environments lead. */
const hosts: Record<string, Peer> = { 'postgres-rw': postgres, 'postgres-ro': postgres, rabbitmq };

function selects(selector: LabelSelector | undefined, labels: Labels): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator !== 'In') {
        throw new Error(`This test doesn't know the operator ${operator}`);
      }
      return values.includes(labels[key] ?? '');
    })
  );
}

function matches({ namespaceSelector, podSelector, ipBlock }: NetworkPolicyPeer, peer: Peer): boolean {
  if (ipBlock) {
    throw new Error("This test doesn't know addresses");
  }
  const isInNamespace = namespaceSelector
    ? selects(namespaceSelector, peer.namespace)
    : peer.namespace === ates;
  return isInNamespace && selects(podSelector, peer.labels);
}

const hasPort = (ports: NetworkPolicyPort[] | undefined, wanted: number): boolean =>
  ports === undefined ||
  ports.some(
    ({ port, endPort = Number(port), protocol = 'TCP' }) =>
      protocol === 'TCP' && Number(port) <= wanted && wanted <= endPort,
  );

const isRuled = (policies: NetworkPolicySpec[], direction: string, { labels }: Peer) =>
  policies.filter(
    ({ podSelector, policyTypes = [] }) => policyTypes.includes(direction) && selects(podSelector, labels),
  );

/** Whether the policies of both sides let a connection through. */
function isAllowed(policies: NetworkPolicySpec[], from: Peer, to: Peer, port: number): boolean {
  // Policies only rule the pods of their namespace.
  const leaving = from.namespace === ates ? isRuled(policies, 'Egress', from) : [];
  const entering = to.namespace === ates ? isRuled(policies, 'Ingress', to) : [];
  const mayLeave =
    leaving.length === 0 ||
    leaving.some(({ egress = [] }) =>
      egress.some(
        ({ to: peers, ports }) => (peers?.some((peer) => matches(peer, to)) ?? true) && hasPort(ports, port),
      ),
    );
  const mayEnter =
    entering.length === 0 ||
    entering.some(({ ingress = [] }) =>
      ingress.some(
        ({ from: peers, ports }) =>
          (peers?.some((peer) => matches(peer, from)) ?? true) && hasPort(ports, port),
      ),
    );
  return mayLeave && mayEnter;
}

/** The addresses that a pod's environment names inside the cluster, as `<name>:<port>`. */
function addressesOf(installation: Installation, name: string): string[] {
  const values = [...installation.environmentOf(installation.podsOf(name)).values()].map(
    ({ value }) => value,
  );
  return values.flatMap((value) => {
    const { hostname = '', port = '' } = URL.canParse(value) ? new URL(value) : {};
    const isService = installation.objects('Service').has(hostname);
    return isService ? [`${hostname}:${port}`] : hosts[hostname] ? [`${hosts[hostname].name}:${port}`] : [];
  });
}

describe.each(Installation.all)('The network policies of the installation $name', (installation) => {
  const policies = [...installation.objects('NetworkPolicy').values()].flatMap(({ spec }) => spec ?? []);
  const own = [...installation.pods().values()].map(({ name, labels }) => ({
    name,
    labels,
    namespace: ates,
  }));
  const inside = [...own, postgres, rabbitmq, stranger];
  const services = [...installation.objects('Deployment').keys()].filter((name) => name !== 'origin');
  const portOf = (name: string): number => installation.podsOf(name).container.ports?.[0]?.containerPort ?? 0;

  it('let each connection through that an environment names, or that others need, and no other', () => {
    const needed = [
      ...own.flatMap(({ name }) => addressesOf(installation, name).map((address) => `${name} > ${address}`)),
      'ingress controller > origin:4300',
      ...services.map((name) => `Prometheus > ${name}:${portOf(name)}`),
      'Prometheus > postgres:9187',
      'Prometheus > rabbitmq:15692',
      'operator of PostgreSQL > postgres:5432',
      'operator of PostgreSQL > postgres:8000',
      'operator of RabbitMQ > rabbitmq:15672',
      'postgres > postgres:5432',
      'postgres > postgres:8000',
      'rabbitmq > rabbitmq:4369',
      'rabbitmq > rabbitmq:25672',
      'rabbitmq > rabbitmq:35672',
    ];
    const ports = [
      22, 80, 443, 4300, 4301, 4302, 4303, 4369, 5432, 5672, 6443, 8000, 9187, 15672, 15692, 25672, 35672,
    ];
    const allowed = [...inside, ...elsewhere].flatMap((from) =>
      inside.flatMap((to) =>
        ports
          .filter((port) => isAllowed(policies, from, to, port))
          .map((port) => `${from.name} > ${to.name}:${port}`),
      ),
    );
    expect(allowed.sort()).toEqual([...new Set(needed)].sort());
  });

  it('let pods out of the namespace only to names, mail servers, the Kubernetes API and backups', () => {
    const outside: Peer = { name: 'outside', labels: {}, namespace: {} };
    const out = (from: Peer) =>
      [25, 80, 443, 465, 587, 5432, 6443].filter((port) => isAllowed(policies, from, outside, port));
    const mail = ['auth', 'tasks', 'finance'];
    for (const peer of own) {
      expect([peer.name, out(peer)]).toEqual([peer.name, mail.includes(peer.name) ? [25, 465, 587] : []]);
    }
    expect(out(postgres)).toEqual([443, 6443]);
    expect(out(rabbitmq)).toEqual([443, 6443]);
    expect(out(stranger)).toEqual([]);
  });
});
