import type { Fields, Manifest } from '../../model.ts';
import { textAt, texts } from '../fields.ts';
import { argoCd } from './argo-cd.ts';
import { certManager } from './cert-manager.ts';
import { envoyGateway } from './envoy-gateway.ts';
import { externalSecrets } from './external-secrets.ts';
import { keda } from './keda.ts';
import type { Known, Made, Operator } from './operator.ts';
import { postgresOperator } from './postgres-operator.ts';
import { prometheusOperator } from './prometheus-operator.ts';
import { sealedSecrets } from './sealed-secrets.ts';
import { strimzi } from './strimzi.ts';

/** All operators whose objects no overlay and no chart renders. */
export const operators: readonly Operator[] = [
  argoCd,
  certManager,
  envoyGateway,
  externalSecrets,
  keda,
  postgresOperator,
  prometheusOperator,
  sealedSecrets,
  strimzi,
];

/** Everything that the operators of the platform make of the objects that are known. */
export function madeOf(known: Known): readonly Manifest[] {
  return operators.flatMap(({ name, make }) => make(known).map((made) => manifestOf(made, name)));
}

function manifestOf({ of, fields, roles }: Made, operator: string): Manifest {
  const metadata = fields['metadata'] as Fields;
  return {
    fields,
    apiVersion: textAt(fields, 'apiVersion') ?? '',
    kind: textAt(fields, 'kind') ?? '',
    name: textAt(metadata, 'name') ?? '',
    namespace: textAt(metadata, 'namespace') ?? '',
    labels: texts(metadata['labels']),
    annotations: texts(metadata['annotations']),
    file: of.file,
    document: of.document,
    origin: { by: 'operator', operator, of, ...(roles === undefined ? {} : { roles }) },
  };
}
