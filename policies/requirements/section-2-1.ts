import { isElsewhere } from '../kubernetes/data/stores-elsewhere.ts';
import { appNamespace, expectObject, inEvery, infra } from './model/expectations.ts';
import type { Requirement } from './model/requirement.ts';

/** Services of the manual, with the store behind. */
const aliases: readonly { readonly name: string; readonly store?: string }[] = [
  { name: 'postgres-primary', store: 'postgres' },
  { name: 'redis-master', store: 'redis' },
  { name: 'jaeger-collector' },
];

const requirements: readonly Requirement[] = [
  {
    id: 'R13',
    section: '2.1',
    requirement: 'Namespace erp-prod has the labels environment: production and team: erp-platform.',
    where: 'Namespace erp-prod; erp-dev, erp-test and erp-staging with their own environment label',
    check: (evidence) =>
      inEvery(evidence, (world) =>
        expectObject(
          world,
          { kind: 'Namespace', namespace: '', name: appNamespace(world) },
          {
            metadata: { labels: { environment: world.environment, team: 'erp-platform' } },
          },
        ),
      ),
  },
  {
    id: 'R14',
    section: '2.1',
    requirement:
      'Namespace erp-infra has the labels environment: production and team: infrastructure, and holds the stores and the monitoring.',
    where: 'Namespace erp-infra of each cluster; in it the Services postgres-primary, redis-master and jaeger-collector',
    remaining: { area: 'data layer', text: 'the stores behind the Services, Prometheus and Grafana' },
    check: (evidence) =>
      inEvery(evidence, (world) => [
        ...expectObject(
          world,
          { kind: 'Namespace', namespace: '', name: infra },
          {
            metadata: { labels: { environment: world.environment, team: 'infrastructure' } },
          },
        ),
        ...aliases
          .filter(({ store }) => store === undefined || !isElsewhere(world, store))
          .flatMap(({ name }) => expectObject(world, { kind: 'Service', namespace: infra, name }, { apiVersion: 'v1' })),
      ]),
  },
];

export default requirements;
