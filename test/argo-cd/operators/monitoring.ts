import { at, fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { missingFor } from './pods.ts';
import { condition, nameOf, namespaceOf, type View } from './view.ts';

/** Seconds until the first pod of a Prometheus is ready. */
const startUp = 5;

/** Stands in for the Prometheus operator 0.93: no pod at first, which it says, then all of them once they could start. */
export function runMonitoring(view: View): void {
  const operator = view
    .all('apps/Deployment')
    .map(nameOf)
    .find((name) => name.includes('prometheus') && name.endsWith('operator'));
  if (operator === undefined || !view.runs(operator)) return;
  for (const kind of ['Prometheus', 'Alertmanager'] as const) {
    for (const object of view.all(`monitoring.coreos.com/${kind}`)) {
      const replicas = at(object, 'spec', 'replicas') ?? 1;
      const missing = missingFor(view, namespaceOf(object), podOf(kind, object));
      const isUp = missing.length === 0 && view.age(object) >= startUp;
      const generation = { observedGeneration: at(object, 'metadata', 'generation') };
      const said = isUp ? condition('Available', 'True', '') : condition('Available', 'False', 'NoPodReady', missing.join(', '));
      const counts = {
        paused: false,
        replicas,
        updatedReplicas: replicas,
        availableReplicas: isUp ? replicas : 0,
        unavailableReplicas: isUp ? 0 : replicas,
      };
      view.report(object, {
        ...counts,
        conditions: [
          { ...said, ...generation },
          { ...condition('Reconciled', 'True', ''), ...generation },
        ],
      });
    }
  }
}

/** The pod that the operator makes, as far as it decides whether it can start. */
function podOf(kind: 'Prometheus' | 'Alertmanager', object: Fields): Fields {
  const volumes = [
    ...listAt(object, 'spec', 'secrets').map((name) => ({ secret: { secretName: name } })),
    ...listAt(object, 'spec', 'configMaps').map((name) => ({ configMap: { name } })),
  ];
  const labels = {
    'app.kubernetes.io/name': kind.toLowerCase(),
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    'app.kubernetes.io/instance': nameOf(object),
    [kind.toLowerCase()]: nameOf(object),
    ...fieldsAt(object, 'spec', 'podMetadata', 'labels'),
  };
  return {
    metadata: { labels },
    spec: {
      containers: [],
      volumes,
      serviceAccountName: textAt(object, 'spec', 'serviceAccountName'),
      priorityClassName: textAt(object, 'spec', 'priorityClassName'),
    },
  };
}
