import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { backupName } from '../../model/environment/backup.ts';
import { postgresPorts } from '../../model/platform/data-layer.ts';
import { selector } from '../../resources/labels.ts';
import { dnsEgress, pods, tcp } from '../../resources/network-policy.ts';
import { objectStore } from '../data/postgres-archive.ts';
import { type BackupFacts, databasePods, metadata } from './backup-facts.ts';

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
        { to: [pods(databasePods(facts))], ports: [tcp(postgresPorts.sql)] },
        ...objectStore(facts.plan, facts.platform),
        dnsEgress(),
      ],
    },
  } satisfies INetworkPolicy;
}

/** The databases' end of it. */
export function access(facts: BackupFacts) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(facts, `${backupName}-clients`),
    spec: {
      podSelector: { matchLabels: { ...databasePods(facts) } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [pods(selector(backupName))], ports: [tcp(postgresPorts.sql)] }],
    },
  } satisfies INetworkPolicy;
}
