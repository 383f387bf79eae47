type Fields = Record<string, unknown>;

/** Every kind that holds a pod template, with the path of the pod spec, written out apart from the judge's own table. */
export const workloads: readonly {
  readonly kind: string;
  readonly serving: boolean;
  /** Path of the pod template; of a Pod: empty. */
  readonly templatePath: string;
  readonly wrap: (template: Fields) => Fields;
}[] = [
  {
    kind: 'Pod',
    serving: true,
    templatePath: '',
    wrap: (template) => ({ apiVersion: 'v1', kind: 'Pod', metadata: named(template), spec: template['spec'] }),
  },
  {
    kind: 'PodTemplate',
    serving: true,
    templatePath: 'template',
    wrap: (template) => ({ apiVersion: 'v1', kind: 'PodTemplate', metadata: named({}), template }),
  },
  { kind: 'Deployment', serving: true, templatePath: 'spec.template', wrap: (template) => holder('apps/v1', 'Deployment', template) },
  { kind: 'ReplicaSet', serving: true, templatePath: 'spec.template', wrap: (template) => holder('apps/v1', 'ReplicaSet', template) },
  { kind: 'StatefulSet', serving: true, templatePath: 'spec.template', wrap: (template) => holder('apps/v1', 'StatefulSet', template) },
  { kind: 'DaemonSet', serving: true, templatePath: 'spec.template', wrap: (template) => holder('apps/v1', 'DaemonSet', template) },
  {
    kind: 'ReplicationController',
    serving: true,
    templatePath: 'spec.template',
    wrap: (template) => holder('v1', 'ReplicationController', template),
  },
  { kind: 'Job', serving: false, templatePath: 'spec.template', wrap: (template) => holder('batch/v1', 'Job', template) },
  {
    kind: 'CronJob',
    serving: false,
    templatePath: 'spec.jobTemplate.spec.template',
    wrap: (template) => ({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: named({}),
      spec: { schedule: '0 2 * * *', jobTemplate: { spec: { template } } },
    }),
  },
];

function holder(apiVersion: string, kind: string, template: Fields): Fields {
  return { apiVersion, kind, metadata: named({}), spec: { template } };
}

function named(template: Fields): Fields {
  const metadata = (template['metadata'] ?? {}) as Fields;
  return { ...metadata, name: 'example', namespace: 'erp-prod' };
}
