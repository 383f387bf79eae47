import { asFields, at, fieldsAt, listAt, presentAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';

const rbac = 'rbac.authorization.k8s.io';
const marked = { example: 'true' };

/**
 * An object of an example with what the API server asks for and no rule is about: examples leave out what does not matter to them.
 * Whatever is there stays as it is, but for ephemeral containers of templates, which can have none.
 */
export function completed(object: Fields, namespace: string): Fields {
  const whole = { ...object, metadata: { ...fieldsAt(object, 'metadata'), namespace } };
  switch (object['kind']) {
    case 'Pod':
      return { ...whole, spec: podSpec(object['spec'], 'Always') };
    case 'Deployment':
    case 'DaemonSet':
    case 'StatefulSet':
      return { ...whole, spec: { ...ofTemplate(object['spec'], 'Always'), selector: { matchLabels: marked } } };
    case 'Job':
      return { ...whole, spec: ofTemplate(object['spec'], 'Never') };
    case 'CronJob':
      return {
        ...whole,
        spec: {
          schedule: '0 2 * * *',
          ...fieldsAt(object, 'spec'),
          jobTemplate: { ...fieldsAt(object, 'spec', 'jobTemplate'), spec: ofTemplate(at(object, 'spec', 'jobTemplate', 'spec'), 'Never') },
        },
      };
    case 'Service':
      return { ...whole, spec: { ports: [{ name: 'http', port: 80 }], ...fieldsAt(object, 'spec') } };
    case 'RoleBinding':
      return { ...whole, roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'view', ...fieldsAt(object, 'roleRef') } };
    default:
      return whole;
  }
}

function ofTemplate(holder: unknown, restartPolicy: string): Fields {
  const metadata = fieldsAt(holder, 'template', 'metadata');
  const { ephemeralContainers: _, ...spec } = podSpec(at(holder, 'template', 'spec'), restartPolicy);
  return {
    ...fieldsAt(holder),
    template: { metadata: { ...metadata, labels: { ...fieldsAt(metadata, 'labels'), ...marked } }, spec },
  };
}

function podSpec(value: unknown, restartPolicy: string): Fields {
  const spec = fieldsAt(value);
  const containers = listAt(spec, 'containers').length > 0 ? listAt(spec, 'containers') : [{ name: 'main' }];
  return {
    restartPolicy,
    ...spec,
    containers: named(containers, 'container'),
    ...(listAt(spec, 'initContainers').length > 0 && { initContainers: named(listAt(spec, 'initContainers'), 'init') }),
  };
}

function named(containers: readonly unknown[], prefix: string): readonly Fields[] {
  return containers.map((container, index) => ({
    ...(asFields(container) ?? {}),
    name: presentAt(container, 'name') ?? `${prefix}-${index}`,
    image: presentAt(container, 'image') ?? 'registry.example.com/erp/example:1.0.0',
  }));
}
