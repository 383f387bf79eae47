import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { Instance, Process, Task } from '../model/instance.ts';
import { variableName } from '../model/service/calls.ts';
import type { PodFact } from '../model/service/parts.ts';
import { secretKeys } from '../model/service/secret.ts';
import type { ServiceDefinition, ServiceSettings } from '../model/service/service.ts';
import { consumerGroup } from '../model/service/topics.ts';
import { kafkaPasswordKey, kafkaPath } from '../model/stores/kafka-files.ts';
import { external } from '../model/stores/stores.ts';
import { poolVariables, settingVariables } from './config-map.ts';
import { secretsPath } from './mounts.ts';

/** Of a container: those that the pod gives, then the files of its secrets, which the ConfigMap does not know. */
export function variablesOf({ service, environment }: Instance, own: readonly IEnvVar[]): IEnvVar[] {
  return [
    { name: 'APP_HOST', value: '0.0.0.0' },
    ...own,
    ...Object.entries(service.podVariables ?? {}).map(([name, fact]) => ({
      name,
      valueFrom: { fieldRef: { fieldPath: fieldPaths[fact] } },
    })),
    // Secrets are files, which children and crash dumps do not inherit and which rotate without a restart (D26).
    ...secretKeys(service).map((key) => ({ name: `${key}_FILE`, value: `${secretsPath}/${key}` })),
    ...(service.uses.includes('kafka') && external(environment, 'kafka')?.login !== 'certificate'
      ? [{ name: 'KAFKA_SASL_PASSWORD_FILE', value: `${kafkaPath}/${kafkaPasswordKey}` }]
      : []),
  ];
}

/** The zone is a label that the API server copies from the node (`PodTopologyLabelsAdmission`, on since Kubernetes 1.35). */
const fieldPaths: Readonly<Record<PodFact, string>> = {
  name: 'metadata.name',
  namespace: 'metadata.namespace',
  ip: 'status.podIP',
  node: 'spec.nodeName',
  zone: "metadata.labels['topology.kubernetes.io/zone']",
};

/** The number of the first http port; and of each port, where the file of the service chose them. */
export function portVariables({ ports: written }: ServiceDefinition, { worker, ports }: Process): readonly IEnvVar[] {
  const isChosen = worker !== undefined || written !== undefined;
  const own = ports.filter((port) => port.in === undefined);
  const first = own.find(({ protocol }) => protocol === 'http');
  return [
    ...(first === undefined ? [] : [{ name: 'APP_PORT', value: String(first.number) }]),
    ...(isChosen ? own.map(({ name, number }) => ({ name: `APP_PORT_${variableName(name)}`, value: String(number) })) : []),
  ];
}

/** What a process beside the main one does under its own name, and what differs from the settings of the service. */
export function ownVariables({ service, environment, settings: shared }: Instance, { name, settings }: Process | Task): readonly IEnvVar[] {
  const { uses } = service;
  const variables = (own: ServiceSettings) => ({ ...poolVariables(service, own), ...settingVariables(own) });
  const known: Readonly<Record<string, string>> = variables(shared);
  return [
    ...(uses.includes('tracing') ? [{ name: 'OTEL_SERVICE_NAME', value: name }] : []),
    ...(uses.includes('kafka') ? [{ name: 'KAFKA_GROUP_ID', value: consumerGroup(service, name, environment.shortName) }] : []),
    ...Object.entries(variables(settings)).flatMap(([variable, value]) => (known[variable] === value ? [] : [{ name: variable, value }])),
  ];
}
