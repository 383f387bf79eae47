import { type Edits, edited, type Mutation, set } from '../mutation.ts';
import type { Production } from '../production.ts';

const told = (store: string) => `metadata.annotations["erp.example.com/${store}-elsewhere"]`;
const servers = (server: string, tls = true) => JSON.stringify([{ servers: [server], cidrs: ['10.0.5.0/24'], tls }]);
const broker = 'kafka-broker-0.kafka-kafka-brokers.erp-infra.svc.cluster.local:9092';

const leftover: Edits = {
  'forbid-leftover-store': { 'says that somebody else runs Kafka': set(told('kafka'), servers('b-1.example.net:9096')) },
};
const flow: Edits = {
  'match-store-flow': { 'says that a broker is beyond the cluster': set(told('kafka'), servers(broker)) },
};
const plain: Edits = {
  'require-store-tls': { 'says that PostgreSQL is reached without TLS': set(told('postgres'), servers('db.example.net:5432', false)) },
  'forbid-leftover-store': { 'tells of PostgreSQL what nobody can read': set(told('postgres'), 'db.example.net') },
};

/** Stores that somebody else is said to run. */
export default function stores(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const infra = production.ofKind('Namespace', 'erp-infra');
  return [
    ...edited(manifests, infra, leftover, () => production.titles('Kafka')),
    ...edited(manifests, infra, flow, () => ['Deployment erp-prod/sales-service']),
    ...edited(manifests, infra, plain),
  ];
}
