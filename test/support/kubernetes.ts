import path from 'node:path';
import type { Deployment } from 'kubernetes-types/apps/v1.js';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2.js';
import type { Job } from 'kubernetes-types/batch/v1.js';
import type {
  ConfigMap,
  Container,
  EnvVar,
  Namespace,
  PersistentVolumeClaim,
  PodSpec,
  Service,
  ServiceAccount,
} from 'kubernetes-types/core/v1.js';
import type { Ingress, NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import type {
  Cluster,
  ObjectStore,
  RabbitmqCluster,
  ScheduledBackup,
} from '../../tools/checks/custom-resources.js';
import { installations, manifestsOf, type Manifest } from '../../tools/checks/manifests.mjs';

export const root = path.resolve(import.meta.dirname, '../..');

/** The kinds of our manifests. */
interface Kinds {
  Cluster: Cluster;
  ConfigMap: ConfigMap;
  Deployment: Deployment;
  HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  Ingress: Ingress;
  Job: Job;
  Namespace: Namespace;
  NetworkPolicy: NetworkPolicy;
  ObjectStore: ObjectStore;
  PersistentVolumeClaim: PersistentVolumeClaim;
  PodDisruptionBudget: PodDisruptionBudget;
  RabbitmqCluster: RabbitmqCluster;
  ScheduledBackup: ScheduledBackup;
  Secret: object;
  Service: Service;
  ServiceAccount: ServiceAccount;
}

type Labels = Record<string, string>;

/** The pods of a deployment or a job. Each has one container. */
export interface Pods {
  name: string;
  labels: Labels;
  spec: PodSpec;
  container: Container;
}

/** An environment variable after expansion, and where its value came from. */
export interface Variable {
  value: string;
  /** The Secret and its key, for a value that the repository doesn't have. */
  secret?: { name: string; key: string; isOptional: boolean };
  /** Whether other variables contain it: `$(NAME)`. */
  isPart: boolean;
}

/** An example of the value of a key in a Secret. */
function exampleOf(key: string): string {
  if (key === 'SMTP_URL') {
    return 'smtp://mail.example:587';
  }
  return key.endsWith('_DATABASE_URL')
    ? 'postgres://reader:secret@postgres-ro:5432/example'
    : `example-of-${key}`;
}

/** What an installation consists of: the manifests of its folders, as `npm run check` has found their fields to be. */
export class Installation {
  private constructor(
    readonly name: string,
    readonly manifests: readonly Manifest[],
  ) {}

  static readonly all = Object.entries(installations).map(
    ([name, folders]) => new Installation(name, manifestsOf(root, folders)),
  );

  /** All objects of a kind, by name. */
  objects<Kind extends keyof Kinds>(kind: Kind): Map<string, Kinds[Kind]> {
    const found = this.manifests.filter((manifest) => manifest.kind === kind);
    return new Map(found.map(({ metadata, document }) => [metadata.name, document as Kinds[Kind]]));
  }

  object<Kind extends keyof Kinds>(kind: Kind, name: string): Kinds[Kind] {
    const found = this.objects(kind).get(name);
    if (found === undefined) {
      throw new Error(`${this.name} has no ${kind} ${name}`);
    }
    return found;
  }

  /** The pods of all deployments and jobs, by name. */
  pods(): Map<string, Pods> {
    const owners = [...this.objects('Deployment'), ...this.objects('Job')];
    return new Map(
      owners.map(([name, { spec }]) => {
        const template = spec?.template;
        const [container, ...others] = template?.spec?.containers ?? [];
        if (!template?.spec || !container || others.length > 0) {
          throw new Error(`${name} must have one container`);
        }
        return [name, { name, labels: template.metadata?.labels ?? {}, spec: template.spec, container }];
      }),
    );
  }

  podsOf(name: string): Pods {
    const found = this.pods().get(name);
    if (found === undefined) {
      throw new Error(`${this.name} has no pods ${name}`);
    }
    return found;
  }

  /**
   * The environment of a container as the kubelet makes it, with examples for the values of Secrets. Only variables of `env`
   * above a variable are expanded in it, never those of a whole ConfigMap.
   */
  environmentOf({ container }: Pods): Map<string, Variable> {
    const variables = new Map<string, Variable>();
    for (const { configMapRef } of container.envFrom ?? []) {
      for (const [key, value] of Object.entries(this.dataOf(configMapRef?.name, configMapRef?.optional))) {
        variables.set(key, { value, isPart: false });
      }
    }
    const above = new Map<string, Variable>();
    for (const entry of container.env ?? []) {
      const variable = this.variableOf(entry, above);
      if (variable !== undefined) {
        above.set(entry.name, variable);
        variables.set(entry.name, variable);
      }
    }
    return variables;
  }

  private variableOf({ name, value = '', valueFrom }: EnvVar, above: Map<string, Variable>) {
    const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
    if (secretKeyRef) {
      const { name: secretName = '', key, optional: isOptional = false } = secretKeyRef;
      const secret = { name: secretName, key, isOptional };
      return { value: exampleOf(key), secret, isPart: false };
    }
    if (configMapKeyRef) {
      const found = this.dataOf(configMapKeyRef.name, false)[configMapKeyRef.key];
      if (found === undefined) {
        throw new Error(`${name}: ${configMapKeyRef.name} has no ${configMapKeyRef.key}`);
      }
      return { value: found, isPart: false };
    }
    const expanded = value.replaceAll(/\$\(([A-Z_]+)\)/g, (_, part: string) => {
      const variable = above.get(part);
      if (variable === undefined) {
        throw new Error(`${name} contains ${part}, which is not above it`);
      }
      variable.isPart = true;
      return variable.value;
    });
    return { value: expanded, isPart: false };
  }

  private dataOf(name: string | undefined, isOptional = false): Record<string, string> {
    const found = this.objects('ConfigMap').get(name ?? '');
    if (found === undefined && !isOptional) {
      throw new Error(`${this.name} has no ConfigMap ${name}`);
    }
    return found?.data ?? {};
  }
}
