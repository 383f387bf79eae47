import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { backupName } from '../../model/environment/backup.ts';
import { selector } from '../../resources/labels.ts';
import { dnsEgress, pods, tcp, toPlace } from '../../resources/network-policy.ts';
import { objectStore } from '../data/postgres-archive.ts';
import { type BackupFacts, called, type DumpedServer, databasePlace, metadata } from './backup-facts.ts';

/** Whom the jobs may call: the databases, and the private endpoints of the object store. Nobody calls them. */
export function flows(facts: BackupFacts) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(facts, backupName),
    spec: {
      podSelector: { matchLabels: selector(backupName) },
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        ...called(facts).map((server) => toPlace(databasePlace(facts, server))),
        ...objectStore(facts.plan, facts.platform),
        dnsEgress(),
      ],
    },
  } satisfies INetworkPolicy;
}

/** The databases' end of it, where that is ours. */
export function access(facts: BackupFacts) {
  return called(facts).flatMap((server) => {
    const { at, port } = databasePlace(facts, server);
    return 'pods' in at ? [letIn(facts, clientsName(server), at.pods, port)] : [];
  });
}

/** Name of the policy by which a server lets the jobs in. */
export function clientsName({ key }: Pick<DumpedServer, 'key'>): string {
  return key === undefined ? `${backupName}-clients` : `${backupName}-clients-${key}`;
}

function letIn(facts: BackupFacts, name: string, podLabels: Readonly<Record<string, string>>, port: number) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(facts, name),
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [pods(selector(backupName))], ports: [tcp(port)] }],
    },
  } satisfies INetworkPolicy;
}
