import { roleLabel } from '../../sleeping-place.ts';
import { edited, type Mutation, remove, set, titleOf } from '../mutation.ts';
import type { Production } from '../production.ts';

/** What can be wrong with what a place is: that it waits, follows another, or has no data. */
export default function places(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const ofServices = production.ofKind('Namespace', 'erp-prod');
  const ofStores = production.ofKind('Namespace', 'erp-infra');
  const clusters = production.ofKind('postgresql');
  const deployments = production.ofServices('Deployment').map(titleOf);
  const stores = ['postgresql', 'Kafka', 'KafkaNodePool', 'KafkaTopic', 'KafkaUser'].flatMap((kind) => production.titles(kind));
  return [
    ...edited(manifests, ofServices, { 'require-standby-asleep': { 'waits, and its services do not': set(roleLabel, 'standby') } }, () => [
      ...deployments,
      ...production.ofServices('ScaledObject').map(titleOf),
    ]),
    ...edited(manifests, ofStores, { 'match-standby': { 'waits, and its databases follow nobody': set(roleLabel, 'standby') } }, () =>
      clusters.map(titleOf),
    ),
    ...edited(manifests, clusters, {
      'match-standby': {
        'follows an archive, and its place serves': set('spec.standby', {
          s3_wal_path: 's3://erp-backups-copy/spilo/postgres/0d5e/wal/16',
        }),
      },
    }),
    ...edited(manifests, ofStores, { 'forbid-stateless-store': { 'has no data, and stores': set(roleLabel, 'stateless') } }, () => stores),
    ...edited(manifests, production.ofKind('Namespace'), {
      'require-namespace-labels': {
        'has a role that there is not': set(roleLabel, 'primary'),
        'has no environment, and no role': remove('metadata.labels.environment'),
      },
    }),
  ];
}
