import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { typeProblems } from './manifest-types.mjs';
import { manifestsOf } from './manifests.mjs';

const root = path.resolve(import.meta.dirname, '../..');

describe('The reader of manifests', () => {
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-manifests-'));
  });

  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const write = (file: string, text: string): void => {
    const address = path.join(folder, 'deploy/kubernetes', file);
    fs.mkdirSync(path.dirname(address), { recursive: true });
    fs.writeFileSync(address, text);
  };

  const kustomization = (lines: string): string =>
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${lines}`;

  const account = (name: string): string =>
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ${name} }\n`;

  it('reads the documents of all files, also of other folders', () => {
    write('base/kustomization.yaml', kustomization('resources: [one.yaml]'));
    write('base/one.yaml', `${account('one')}---\n${account('two')}`);
    write('small/kustomization.yaml', kustomization('resources: [../base, three.yaml]'));
    write('small/three.yaml', account('three'));
    const manifests = manifestsOf(folder, ['small']);
    expect(manifests.map(({ file, metadata }) => [file, metadata.name])).toEqual([
      ['deploy/kubernetes/base/one.yaml', 'one'],
      ['deploy/kubernetes/base/one.yaml', 'two'],
      ['deploy/kubernetes/small/three.yaml', 'three'],
    ]);
  });

  it.each([
    ['a patch', kustomization('resources: [one.yaml]\npatches: []'), account('one')],
    ['no resources', kustomization(''), account('one')],
    ['another kind of kustomization', 'kind: Component\nresources: [one.yaml]\n', account('one')],
    ['a document without a name', kustomization('resources: [one.yaml]'), 'apiVersion: v1\nkind: Secret\n'],
    [
      'the same object twice',
      kustomization('resources: [one.yaml]'),
      `${account('one')}---\n${account('one')}`,
    ],
    ['the same key twice', kustomization('resources: [one.yaml]'), `${account('one')}kind: Secret\n`],
  ])('refuses %s', (_, first, second) => {
    write('small/kustomization.yaml', first);
    write('small/one.yaml', second);
    expect(() => manifestsOf(folder, ['small'])).toThrow(
      /kustomization.yaml must|has no|twice|must be unique/,
    );
  });
});

describe('The check of manifests by the types of Kubernetes', () => {
  const production = manifestsOf(root, ['production']);

  /** The problems of one of our documents after a change in its text. */
  const problemsOf = (kind: string, name: string, from: string, to: string): string[] => {
    const found = production.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
    if (!found || !JSON.stringify(found.document).includes(from)) {
      throw new Error(`${kind} ${name} does not contain ${from}`);
    }
    const document = JSON.parse(JSON.stringify(found.document).replace(from, to)) as object;
    return typeProblems(root, [{ ...found, ...document, document }]);
  };

  it.each([
    ['Deployment', 'tasks', '"readinessProbe"', '"readinesProbe"', 'readinesProbe'],
    [
      'Deployment',
      'tasks',
      '"runAsUser":1000',
      '"runAsUser":"1000"',
      "'string' is not assignable to type 'number'",
    ],
    ['Deployment', 'tasks', '"capabilities"', '"capabilites"', 'capabilites'],
    [
      'Deployment',
      'tasks',
      '"memory":"512Mi"',
      '"memory":512',
      "'number' is not assignable to type 'string'",
    ],
    ['Deployment', 'tasks', '"containerPort":4302', '"hostPort":4302', "'containerPort' is missing"],
    ['Service', 'tasks', '"targetPort"', '"target"', 'target'],
    ['NetworkPolicy', 'tasks', '"podSelector":{"matchLabels"', '"podSelector":{"labels"', 'labels'],
    ['HorizontalPodAutoscaler', 'tasks', '"minReplicas"', '"min"', 'min'],
    ['PodDisruptionBudget', 'tasks', '"maxUnavailable"', '"mostUnavailable"', 'mostUnavailable'],
    ['Ingress', 'origin', '"secretName"', '"secret"', 'secret'],
    ['Job', 'databases', '"backoffLimit"', '"retries"', 'retries'],
    ['Namespace', 'ates', '"labels"', '"label"', 'label'],
    [
      'ConfigMap',
      'finance',
      '"DAY_ENDS_AT":"00:00"',
      '"DAY_ENDS_AT":0',
      "'number' is not assignable to type 'string'",
    ],
    [
      'Deployment',
      'origin',
      '"apiVersion":"apps/v1"',
      '"apiVersion":"apps/v2"',
      'kubernetes-types/apps/v2.js',
    ],
    ['Cluster', 'postgres', '"dataDurability":"required"', '"dataDurability":"always"', 'always'],
    ['Cluster', 'postgres', '"walStorage"', '"walVolume"', 'walVolume'],
    ['RabbitmqCluster', 'rabbitmq', '"persistence"', '"storage"', 'storage'],
    ['ObjectStore', 'backups', '"destinationPath"', '"destination"', 'destination'],
    ['ScheduledBackup', 'postgres', '"schedule"', '"cron"', 'cron'],
  ])('finds in %s %s what is wrong with %s replaced by %s', (kind, name, from, to, expected) => {
    const problems = problemsOf(kind, name, from, to);
    expect(problems.join('\n')).toContain(expected);
    expect(problems.join('\n')).toMatch(new RegExp(`^deploy/kubernetes/.*, ${kind} ${name}: `, 'm'));
  });
});
