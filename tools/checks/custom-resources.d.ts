// The resources of the PostgreSQL and RabbitMQ operators. No package has their schemas in a usable form, so these are the fields
// that our manifests use, by the custom resource definitions of CloudNativePG 1.30, its Barman Cloud plugin and RabbitMQ's
// cluster operator 2.9. A new field needs a look there.
import type { Affinity, ResourceRequirements } from 'kubernetes-types/core/v1.js';
import type { ObjectMeta } from 'kubernetes-types/meta/v1.js';

interface Resource<Version extends string, Kind extends string> {
  apiVersion: Version;
  kind: Kind;
  metadata: ObjectMeta;
}

interface SecretKey {
  name: string;
  key: string;
}

interface Volume {
  size: string;
  storageClass?: string;
}

/** A PostgreSQL cluster of CloudNativePG. */
export interface Cluster extends Resource<'postgresql.cnpg.io/v1', 'Cluster'> {
  spec: {
    instances: number;
    imageName: string;
    enableSuperuserAccess: boolean;
    bootstrap: {
      initdb: {
        database: string;
        owner: string;
        postInitApplicationSQL: string[];
        encoding: string;
        localeCollate: string;
        localeCType: string;
      };
    };
    affinity?: {
      enablePodAntiAffinity: boolean;
      topologyKey: string;
      podAntiAffinityType: 'preferred' | 'required';
    };
    plugins?: { name: string; isWALArchiver: boolean; parameters: Record<string, string> }[];
    postgresql: {
      synchronous?: {
        method: 'any' | 'first';
        number: number;
        dataDurability: 'required' | 'preferred';
        failoverQuorum: boolean;
      };
      parameters: Record<string, string>;
    };
    storage: Volume;
    walStorage?: Volume;
    resources: ResourceRequirements;
  };
}

/** Base backups of a PostgreSQL cluster; `schedule` begins with seconds. */
export interface ScheduledBackup extends Resource<'postgresql.cnpg.io/v1', 'ScheduledBackup'> {
  spec: {
    schedule: string;
    immediate: boolean;
    backupOwnerReference: 'none' | 'self' | 'cluster';
    cluster: { name: string };
    method: 'plugin';
    pluginConfiguration: { name: string };
  };
}

/** Where the Barman Cloud plugin keeps backups and the WAL archive. */
export interface ObjectStore extends Resource<'barmancloud.cnpg.io/v1', 'ObjectStore'> {
  spec: {
    retentionPolicy: string;
    configuration: {
      destinationPath: string;
      endpointURL?: string;
      s3Credentials: { accessKeyId: SecretKey; secretAccessKey: SecretKey };
      wal: { compression: 'gzip' };
      data: { compression: 'gzip' };
    };
  };
}

/** A RabbitMQ cluster of its cluster operator. */
export interface RabbitmqCluster extends Resource<'rabbitmq.com/v1beta1', 'RabbitmqCluster'> {
  spec: {
    replicas: number;
    image: string;
    persistence: { storage: string; storageClassName?: string };
    resources: ResourceRequirements;
    affinity?: Affinity;
  };
}
