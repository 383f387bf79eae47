import { ownerSeries } from '../model/environment/alerting.ts';
import type { Instance } from '../model/instance.ts';
import type { CustomResource, KubernetesObject } from '../model/object.ts';
import type { ServiceDefinition } from '../model/service/service.ts';
import { consumerGroup, declaredTopics } from '../model/service/topics.ts';
import { processNames } from '../model/surroundings.ts';
import { serviceLabels } from './labels.ts';

/** The object with its team, where its service has one; not its pods, which a change of the team would restart. */
export function owned(object: KubernetesObject, { owner }: Pick<ServiceDefinition, 'owner'>): KubernetesObject {
  if (owner === undefined) return object;
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, team: owner } } };
}

/**
 * Series that say whose a service is, by the names under which alerts know it: what runs, its database, its consumer groups. Alerts look
 * the team up there, so that none of them grows with the number of services.
 */
export function ownerRule({ service, environment, forerunner }: Instance, owner: string) {
  const { name, database, uses } = service;
  const stored = [
    ...declaredTopics(service).map((topic) => ({ topic: topic.name })),
    ...(database === undefined ? [] : [{ datname: database.name }]),
    ...(uses.includes('kafka')
      ? processNames(service).map((process) => ({ consumergroup: consumerGroup(service, process, environment.shortName) }))
      : []),
  ];
  const known = [
    ...[...new Set([name, ...processNames(service)])].map((app) => ({ app })),
    // What it has in the data layer is told by its forerunner, as long as that runs.
    ...(forerunner === undefined ? stored : []),
  ];
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: `${name}-owner`, namespace: environment.namespaces.app, labels: serviceLabels(name) },
    spec: {
      groups: [
        {
          name: `${name}-owner`,
          interval: '30s',
          rules: known.map((labels) => ({ record: ownerSeries, expr: 'vector(1)', labels: { ...labels, team: owner } })),
        },
      ],
    },
  } satisfies CustomResource;
}
