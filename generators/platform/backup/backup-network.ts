import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { backupName } from '../../model/environment/backup.ts';
import { selector } from '../../resources/labels.ts';
import { dnsEgress, pods, tcp, toPlace } from '../../resources/network-policy.ts';
import { objectStore } from '../data/postgres-archive.ts';
import { type BackupFacts, databasePlace, metadata } from './backup-facts.ts';

/** Whom the jobs may call: the databases, and the private endpoints of the object store. Nobody calls them. */
export function flows(facts: BackupFacts) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(facts, backupName),
    spec: {
      podSelector: { matchLabels: selector(backupName) },
      policyTypes: ['Ingress', 'Egress'],
      egress: [toPlace(databasePlace(facts)), ...objectStore(facts.plan, facts.platform), dnsEgress()],
    },
  } satisfies INetworkPolicy;
}

/** The databases' end of it, where that is ours. */
export function access(facts: BackupFacts) {
  const { at, port } = databasePlace(facts);
  return 'pods' in at ? [letIn(facts, at.pods, port)] : [];
}

function letIn(facts: BackupFacts, podLabels: Readonly<Record<string, string>>, port: number) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(facts, `${backupName}-clients`),
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [pods(selector(backupName))], ports: [tcp(port)] }],
    },
  } satisfies INetworkPolicy;
}
