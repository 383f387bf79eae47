import { asFields, asText, at, fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { condition, nameOf, namespaceOf, type View } from './view.ts';

/** Seconds until a pod that can start is ready. */
const startUp = 3;

/**
 * Stands in for kubelets: workloads whose pods could start become available, the others wait. A pod can start when what it mounts,
 * reads and runs as is there, and when its namespace, if it is closed, has a policy that opens a way for it.
 */
export function runPods(view: View): void {
  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet'] as const) {
    for (const workload of view.all(`apps/${kind}`)) {
      const missing = missingFor(view, namespaceOf(workload), fieldsAt(workload, 'spec', 'template'));
      if (missing.length === 0 && view.age(workload) >= startUp) view.report(workload, availableStatus(kind, workload));
    }
  }
  for (const job of view.all('batch/Job')) {
    const missing = missingFor(view, namespaceOf(job), fieldsAt(job, 'spec', 'template'));
    const when = '2026-01-01T00:00:00Z';
    if (missing.length > 0 || view.age(job) < startUp) continue;
    const conditions = [condition('SuccessCriteriaMet', 'True', 'CompletionsReached'), condition('Complete', 'True', 'CompletionsReached')];
    for (const name of made(nameOf(job))) {
      if (view.find('/Secret', namespaceOf(job), name) === undefined) {
        view.make({
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name, namespace: namespaceOf(job) },
          stringData: { 'tls.crt': '-', auth: '-' },
        });
      }
    }
    view.report(job, { succeeded: 1, startTime: when, completionTime: when, conditions });
  }
  for (const claim of view.all('/PersistentVolumeClaim')) {
    const storageClass = textAt(claim, 'spec', 'storageClassName');
    if (storageClass === undefined || view.find('storage.k8s.io/StorageClass', '', storageClass) !== undefined) {
      view.report(claim, {
        phase: 'Bound',
        accessModes: at(claim, 'spec', 'accessModes'),
        capacity: at(claim, 'spec', 'resources', 'requests'),
      });
    }
  }
  for (const budget of view.all('policy/PodDisruptionBudget')) {
    view.report(budget, {
      observedGeneration: at(budget, 'metadata', 'generation'),
      currentHealthy: 2,
      desiredHealthy: 1,
      expectedPods: 2,
      disruptionsAllowed: 1,
      conditions: [condition('DisruptionAllowed', 'True', 'SufficientPods')],
    });
  }
  for (const service of view.all('/Service')) {
    if (textAt(service, 'spec', 'type') === 'LoadBalancer') {
      view.report(service, { loadBalancer: { ingress: [{ hostname: `${nameOf(service)}.elb.example.com` }] } });
    }
  }
}

/** Secrets that a Job of a chart makes: certificates of Envoy Gateway 1.9.0, the password of Argo CD's Redis (chart 10.1.1). */
function made(job: string): readonly string[] {
  if (job.endsWith('-certgen')) return ['envoy-gateway', 'envoy'];
  return job === 'argocd-redis-secret-init' ? ['argocd-redis'] : [];
}

/** What the pods of a template would wait for; empty when they could start. */
export function missingFor(view: View, namespace: string, template: Fields): readonly string[] {
  const spec = fieldsAt(template, 'spec');
  const containers = [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')];
  const volumes = listAt(spec, 'volumes').flatMap((volume) => [volume, ...listAt(volume, 'projected', 'sources')]);
  const variables = containers.flatMap((container) => listAt(container, 'env').map((variable) => at(variable, 'valueFrom')));
  const sets = containers.flatMap((container) => listAt(container, 'envFrom'));
  const missing: string[] = [];
  const need = (kind: '/Secret' | '/ConfigMap' | '/ServiceAccount' | '/PersistentVolumeClaim', reference: unknown, key: string) => {
    const name = textAt(reference, key);
    if (name === undefined || at(reference, 'optional') === true) return;
    if (view.find(kind, namespace, name) === undefined) missing.push(`${kind.slice(1)} ${name}`);
  };
  for (const volume of volumes) {
    need('/Secret', at(volume, 'secret'), at(volume, 'secret', 'secretName') === undefined ? 'name' : 'secretName');
    need('/ConfigMap', at(volume, 'configMap'), 'name');
    need('/PersistentVolumeClaim', at(volume, 'persistentVolumeClaim'), 'claimName');
  }
  for (const source of [...variables, ...sets]) {
    need('/Secret', at(source, 'secretKeyRef') ?? at(source, 'secretRef'), 'name');
    need('/ConfigMap', at(source, 'configMapKeyRef') ?? at(source, 'configMapRef'), 'name');
  }
  need('/ServiceAccount', spec, 'serviceAccountName');
  const priority = textAt(spec, 'priorityClassName');
  if (
    priority !== undefined &&
    !priority.startsWith('system-') &&
    view.find('scheduling.k8s.io/PriorityClass', '', priority) === undefined
  ) {
    missing.push(`PriorityClass ${priority}`);
  }
  const policies = view.all('networking.k8s.io/NetworkPolicy').filter((policy) => namespaceOf(policy) === namespace);
  const labels = fieldsAt(template, 'metadata', 'labels');
  const open = policies.some((policy) => opensAWay(policy) && selects(fieldsAt(policy, 'spec', 'podSelector'), labels));
  if (policies.some(closesAll) && !open) missing.push('a network policy that selects it');
  return missing;
}

function closesAll(policy: Fields): boolean {
  const everyPod = Object.keys(fieldsAt(policy, 'spec', 'podSelector')).length === 0;
  return everyPod && listAt(policy, 'spec', 'policyTypes').includes('Egress') && listAt(policy, 'spec', 'egress').length === 0;
}

function opensAWay(policy: Fields): boolean {
  return listAt(policy, 'spec', 'egress').length > 0 || listAt(policy, 'spec', 'ingress').length > 0;
}

function selects(selector: Fields, labels: Fields): boolean {
  const equal = Object.entries(fieldsAt(selector, 'matchLabels')).every(([key, value]) => labels[key] === value);
  return equal && listAt(selector, 'matchExpressions').every((expression) => holds(asFields(expression) ?? {}, labels));
}

function holds(expression: Fields, labels: Fields): boolean {
  const value = asText(labels[textAt(expression, 'key') ?? '']);
  const values = listAt(expression, 'values');
  switch (textAt(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}

function availableStatus(kind: 'Deployment' | 'StatefulSet' | 'DaemonSet', workload: Fields): Fields {
  const observedGeneration = at(workload, 'metadata', 'generation');
  const wanted = at(workload, 'spec', 'replicas');
  const replicas = typeof wanted === 'number' ? wanted : 1;
  if (kind === 'DaemonSet') {
    const counts = ['currentNumberScheduled', 'desiredNumberScheduled', 'numberAvailable', 'numberReady', 'updatedNumberScheduled'];
    return { observedGeneration, numberMisscheduled: 0, ...Object.fromEntries(counts.map((count) => [count, 3])) };
  }
  const counts = { observedGeneration, replicas, readyReplicas: replicas, availableReplicas: replicas, updatedReplicas: replicas };
  if (kind === 'StatefulSet') return { ...counts, currentReplicas: replicas, currentRevision: 'one', updateRevision: 'one' };
  const conditions = [
    condition('Available', 'True', 'MinimumReplicasAvailable'),
    condition('Progressing', 'True', 'NewReplicaSetAvailable'),
  ].map((entry) => ({ ...entry, lastUpdateTime: '2026-01-01T00:00:00Z' }));
  return { ...counts, conditions };
}
