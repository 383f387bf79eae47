import type { Manifest } from '../../model.ts';
import { at, fieldsAt, numberAt, textAt } from '../fields.ts';
import { given, type Made, metadata, nameAt, type Operator, secret } from './operator.ts';

/** A HorizontalPodAutoscaler for each ScaledObject, and its own certificates. */
export const keda: Operator = {
  name: 'KEDA',
  readIn: '2.20.2',
  chart: 'keda',
  chartVersion: '2.20.2',
  make: (known) => [
    ...known.ofKind('ScaledObject').map(ofScaledObject),
    // Its operator rotates the certificates of all three of its pods.
    ...known
      .ofKind('Deployment')
      .filter(({ origin, name }) => origin?.by === 'chart' && origin.chart === 'keda' && name === 'keda-operator')
      .map((operator) => secret(operator, 'kedaorg-certs', ['ca.crt', 'tls.crt', 'tls.key'])),
  ],
};

/** Its metrics are those of KEDA's own adapter, but for CPU and memory; nobody judges them here. */
function ofScaledObject(scaled: Manifest): Made {
  const spec = fieldsAt(scaled.fields, 'spec');
  const settings = fieldsAt(spec, 'advanced', 'horizontalPodAutoscalerConfig');
  const target = fieldsAt(spec, 'scaleTargetRef');
  // At zero KEDA sets the number itself: the autoscaler begins at one.
  const least = numberAt(spec, 'minReplicaCount');
  return {
    of: scaled,
    fields: {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: metadata(scaled.namespace, nameAt(settings, 'name') ?? `keda-hpa-${scaled.name}`),
      spec: given({
        scaleTargetRef: given({
          apiVersion: textAt(target, 'apiVersion') ?? 'apps/v1',
          kind: textAt(target, 'kind') ?? 'Deployment',
          name: textAt(target, 'name'),
        }),
        minReplicas: least === undefined || least < 1 ? 1 : least,
        maxReplicas: numberAt(spec, 'maxReplicaCount') ?? 100,
        behavior: at(settings, 'behavior'),
      }),
    },
  };
}
