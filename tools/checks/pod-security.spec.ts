import fs from 'node:fs';
import path from 'node:path';
import type { Container, PodSpec } from 'kubernetes-types/core/v1.js';
import { Installation, root } from '../../test/support/kubernetes.js';

interface Rule {
  name: string;
  isBroken: (pod: PodSpec) => boolean;
  /** A pod that breaks this rule and no other. */
  broken: (pod: PodSpec) => PodSpec;
}

const containersOf = ({
  containers,
  initContainers = [],
  ephemeralContainers = [],
}: PodSpec): Container[] => [...containers, ...initContainers, ...ephemeralContainers];

const some = (pod: PodSpec, isBroken: (container: Container) => boolean): boolean =>
  containersOf(pod).some(isBroken);

const withContainer = (pod: PodSpec, change: Partial<Container>): PodSpec => ({
  ...pod,
  containers: pod.containers.map((container) => ({ ...container, ...change })),
});

const withContext = (pod: PodSpec, change: Container['securityContext']): PodSpec => ({
  ...pod,
  containers: pod.containers.map((container) => ({
    ...container,
    securityContext: { ...container.securityContext, ...change },
  })),
});

const withPodContext = (pod: PodSpec, change: PodSpec['securityContext']): PodSpec => ({
  ...pod,
  securityContext: { ...pod.securityContext, ...change },
});

const volumeTypes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const contextsOf = (pod: PodSpec) => [
  pod.securityContext ?? {},
  ...containersOf(pod).map(({ securityContext }) => securityContext ?? {}),
];

/** The rules of the restricted Pod Security Standard, which include those of the baseline one. */
const restricted: Rule[] = [
  {
    name: 'Host processes',
    isBroken: (pod) => contextsOf(pod).some(({ windowsOptions }) => windowsOptions?.hostProcess),
    broken: (pod) => withPodContext(pod, { windowsOptions: { hostProcess: true } }),
  },
  {
    name: 'Host namespaces',
    isBroken: ({ hostNetwork, hostPID, hostIPC }) => Boolean(hostNetwork || hostPID || hostIPC),
    broken: (pod) => ({ ...pod, hostPID: true }),
  },
  {
    name: 'Privileged containers',
    isBroken: (pod) => some(pod, ({ securityContext }) => securityContext?.privileged ?? false),
    broken: (pod) => withContext(pod, { privileged: true }),
  },
  {
    name: 'Capabilities',
    isBroken: (pod) =>
      some(pod, ({ securityContext }) => {
        const { drop = [], add = [] } = securityContext?.capabilities ?? {};
        return !drop.includes('ALL') || add.some((capability) => capability !== 'NET_BIND_SERVICE');
      }),
    broken: (pod) => withContext(pod, { capabilities: { drop: ['ALL'], add: ['CHOWN'] } }),
  },
  {
    name: 'Volume types',
    isBroken: ({ volumes = [] }) =>
      volumes.some((volume) =>
        Object.keys(volume).some((key) => key !== 'name' && !volumeTypes.includes(key)),
      ),
    broken: (pod) => ({ ...pod, volumes: [{ name: 'host', hostPath: { path: '/' } }] }),
  },
  {
    name: 'Host ports',
    isBroken: (pod) => some(pod, ({ ports = [] }) => ports.some(({ hostPort }) => hostPort)),
    broken: (pod) => withContainer(pod, { ports: [{ containerPort: 80, hostPort: 80 }] }),
  },
  {
    name: 'SELinux',
    isBroken: (pod) => contextsOf(pod).some(({ seLinuxOptions }) => seLinuxOptions),
    broken: (pod) => withPodContext(pod, { seLinuxOptions: { user: 'root' } }),
  },
  {
    name: 'AppArmor',
    isBroken: (pod) => contextsOf(pod).some(({ appArmorProfile }) => appArmorProfile?.type === 'Unconfined'),
    broken: (pod) => withPodContext(pod, { appArmorProfile: { type: 'Unconfined' } }),
  },
  {
    name: '/proc mount type',
    isBroken: (pod) => some(pod, ({ securityContext }) => Boolean(securityContext?.procMount)),
    broken: (pod) => withContext(pod, { procMount: 'Unmasked' }),
  },
  {
    name: 'Sysctls',
    isBroken: ({ securityContext }) => (securityContext?.sysctls ?? []).length > 0,
    broken: (pod) => withPodContext(pod, { sysctls: [{ name: 'kernel.msgmax', value: '1' }] }),
  },
  {
    name: 'Privilege escalation',
    isBroken: (pod) =>
      some(pod, ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false),
    broken: (pod) => withContext(pod, { allowPrivilegeEscalation: undefined }),
  },
  {
    name: 'Running as non-root',
    isBroken: (pod) =>
      pod.securityContext?.runAsNonRoot !== true ||
      some(pod, ({ securityContext }) => securityContext?.runAsNonRoot === false),
    broken: (pod) => withContext(pod, { runAsNonRoot: false }),
  },
  {
    name: 'Running as a non-root user',
    isBroken: (pod) => contextsOf(pod).some(({ runAsUser }) => runAsUser === 0),
    broken: (pod) => withContext(pod, { runAsUser: 0 }),
  },
  {
    name: 'Seccomp',
    isBroken: (pod) =>
      pod.securityContext?.seccompProfile?.type !== 'RuntimeDefault' ||
      some(pod, ({ securityContext }) => securityContext?.seccompProfile?.type === 'Unconfined'),
    broken: (pod) => withPodContext(pod, { seccompProfile: { type: 'Unconfined' } }),
  },
];

/** What docker-compose.yml and the image do as well. */
const ours: Rule[] = [
  {
    name: 'Read-only root',
    isBroken: (pod) => some(pod, ({ securityContext }) => !securityContext?.readOnlyRootFilesystem),
    broken: (pod) => withContext(pod, { readOnlyRootFilesystem: false }),
  },
  {
    name: 'The account of the image',
    isBroken: ({ securityContext }) => securityContext?.runAsUser !== 1000,
    broken: (pod) => withPodContext(pod, { runAsUser: 1001 }),
  },
  {
    name: 'No token of the Kubernetes API',
    isBroken: ({ automountServiceAccountToken }) => automountServiceAccountToken !== false,
    broken: (pod) => ({ ...pod, automountServiceAccountToken: true }),
  },
  {
    name: 'No variables from Services',
    isBroken: ({ enableServiceLinks }) => enableServiceLinks !== false,
    broken: (pod) => ({ ...pod, enableServiceLinks: undefined }),
  },
  {
    name: 'Requests and a limit of memory',
    isBroken: (pod) =>
      some(pod, ({ resources }) => {
        const { requests, limits } = resources ?? {};
        return !requests?.['cpu'] || !requests['memory'] || !limits?.['memory'];
      }),
    broken: (pod) => withContainer(pod, { resources: {} }),
  },
];

const rules = [...restricted, ...ours];

const brokenBy = (pod: PodSpec): string[] =>
  rules.filter(({ isBroken }) => isBroken(pod)).map(({ name }) => name);

describe.each(Installation.all)('The pods of the installation $name', (installation) => {
  const pods = [...installation.pods().values()];

  it('has deployments and jobs', () => {
    expect(pods.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['auth', 'tasks', 'finance', 'origin', 'databases', 'broker']),
    );
  });

  it.each(pods)('$name keeps every rule of the restricted Pod Security Standard, and our own', ({ spec }) => {
    expect(brokenBy(spec)).toEqual([]);
  });

  it.each(rules)('a pod that breaks the rule "$name" is found', ({ name, broken }) => {
    for (const { spec } of pods) {
      expect(brokenBy(broken(spec))).toEqual([name]);
    }
  });

  it('are in a namespace that enforces the standard, with accounts that have no token', () => {
    expect(installation.object('Namespace', 'ates').metadata?.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
    for (const account of installation.objects('ServiceAccount').values()) {
      expect(account.automountServiceAccountToken).toBe(false);
    }
    const elsewhere = installation.manifests.filter(
      ({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'ates',
    );
    expect(elsewhere).toEqual([]);
  });
});

it('The image runs as the account whose id the manifests name', () => {
  expect(fs.readFileSync(path.join(root, 'Dockerfile'), 'utf8')).toMatch(/^USER node$/m);
});
