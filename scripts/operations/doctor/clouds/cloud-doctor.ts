import type { CloudDefinition } from '../../../../generators/clouds/definition.ts';
import type { EnvironmentDefinition } from '../../../../generators/model/environment/environment.ts';
import { operatorNamespaces } from '../../../../generators/model/platform/operators.ts';
import type { Expected, Look, Verdict } from '../cluster-look.ts';

/** Something outside of the cluster that must be there, and the command that shows it: it reads, and changes nothing. */
export interface Outside {
  readonly name: string;
  /** As the beginning of a sentence: `The bucket erp-loki`. */
  readonly what: string;
  readonly command: readonly [tool: string, ...args: string[]];
  readonly fix: string;
  /** What the output says, where it says more than that the thing is there. */
  readonly judge?: (output: string) => Verdict;
}

/** What only one cloud has: what its clusters bring, and what must exist beside them. */
export interface CloudDoctor<D extends CloudDefinition = CloudDefinition> {
  readonly looks: readonly Look[];
  readonly outside: (expected: Expected, cloud: D) => readonly Outside[];
}

/** As whom an account of Kubernetes is known to the cloud. */
export interface Identity {
  readonly role: string;
  readonly namespace: string;
  readonly account: string;
  /** Whether it is the one of PostgreSQL, which some clouds give a key instead. */
  readonly archives: boolean;
}

/** The identities of an environment, each once. */
export function identitiesOf({ namespaces: { infra }, issuer, observability, backup }: EnvironmentDefinition): readonly Identity[] {
  const own = (role: string, namespace: string, account: string, archives = false) => ({ role, namespace, account, archives });
  return [
    own(issuer.dns.role, operatorNamespaces.certManager, 'cert-manager'),
    own(observability.logs.role, infra, 'loki'),
    ...(backup.mode === 'none' ? [] : [own(backup.role, infra, 'postgres-backup')]),
    ...(backup.mode === 'continuous' ? [own(backup.archiveRole, infra, 'postgres-pod', true)] : []),
  ];
}

/** Its buckets, and whether each must keep what was written over. */
export function bucketsOf({
  observability,
  backup,
}: EnvironmentDefinition): readonly { readonly bucket: string; readonly versioned: boolean }[] {
  return [
    { bucket: observability.logs.bucket, versioned: false },
    ...(backup.mode === 'none' ? [] : [{ bucket: backup.bucket, versioned: true }]),
  ];
}
