import { fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { condition, nameOf, namespaceOf, type View } from './view.ts';

/** Seconds until the first database, broker or node of a kind answers. */
const bootstrap = 6;

/** Stands in for the operators of the data layer: Zalando 2.0.1, Strimzi 1.2.0 and KEDA 2.20.2. */
export function runData(view: View, podEnvironments: readonly string[]): void {
  if (view.runs('postgres-operator'))
    for (const database of view.all('acid.zalan.do/postgresql')) runPostgres(view, database, podEnvironments);
  if (view.runs('strimzi-cluster-operator')) runKafka(view);
  for (const operator of view
    .all('apps/Deployment')
    .filter((deployment) => nameOf(deployment) === 'keda-operator' && view.runs('keda-operator'))) {
    // KEDA's operator makes the certificate with which its other parts start.
    const name = 'kedaorg-certs';
    if (view.find('/Secret', namespaceOf(operator), name) === undefined)
      view.make(secret(namespaceOf(operator), name, { 'tls.crt': '-', 'tls.key': '-' }));
    for (const scaled of view.all('keda.sh/ScaledObject')) runScaling(view, scaled);
  }
}

/** Without the ConfigMap that its operator is told to give to each pod no cluster is made at all; without its certificate none starts. */
function runPostgres(view: View, database: Fields, podEnvironments: readonly string[]): void {
  const isMissing = podEnvironments.some((reference) => {
    const [namespace = '', name = ''] = reference.split('/');
    return view.find('/ConfigMap', namespace, name) === undefined;
  });
  if (isMissing) {
    view.report(database, { PostgresClusterStatus: 'CreateFailed' });
    return;
  }
  const certificate = textAt(database, 'spec', 'tls', 'secretName');
  const waits = certificate !== undefined && view.find('/Secret', namespaceOf(database), certificate) === undefined;
  const isUp = !waits && view.age(database) >= bootstrap;
  view.report(database, { PostgresClusterStatus: isUp ? 'Running' : 'Creating' });
  if (!isUp) return;
  const cluster = nameOf(database);
  for (const user of [...Object.keys(fieldsAt(database, 'spec', 'users')), 'postgres', 'standby', 'pooler']) {
    const name = `${user.replaceAll('_', '-')}.${cluster}.credentials.postgresql.acid.zalan.do`;
    if (view.find('/Secret', namespaceOf(database), name) === undefined)
      view.make(secret(namespaceOf(database), name, { username: user, password: '-' }));
  }
}

function runKafka(view: View): void {
  for (const kafka of view.all('kafka.strimzi.io/Kafka')) {
    const namespace = namespaceOf(kafka);
    const pools = view
      .all('kafka.strimzi.io/KafkaNodePool')
      .filter((pool) => namespaceOf(pool) === namespace && textAt(pool, 'metadata', 'labels', 'strimzi.io/cluster') === nameOf(kafka));
    const missing = listAt(kafka, 'spec', 'kafka', 'listeners')
      .flatMap((listener) => textAt(listener, 'configuration', 'brokerCertChainAndKey', 'secretName') ?? [])
      .filter((name) => view.find('/Secret', namespace, name) === undefined);
    if (pools.length === 0)
      view.report(kafka, { conditions: [condition('NotReady', 'True', 'InvalidResourceException', 'no KafkaNodePools')] });
    else if (missing.length > 0) {
      view.report(kafka, {
        conditions: [condition('NotReady', 'True', 'InvalidResourceException', `Secret ${missing.join(', ')} does not exist`)],
      });
    } else if (view.age(kafka) < bootstrap) view.report(kafka, { conditions: [condition('NotReady', 'True', 'Creating')] });
    else view.report(kafka, { conditions: [condition('Ready', 'True', 'Ready')] });
  }
  for (const object of [...view.all('kafka.strimzi.io/KafkaTopic'), ...view.all('kafka.strimzi.io/KafkaUser')]) {
    const kafka = view.find(
      'kafka.strimzi.io/Kafka',
      namespaceOf(object),
      textAt(object, 'metadata', 'labels', 'strimzi.io/cluster') ?? '',
    );
    const isReady = listAt(kafka, 'status', 'conditions').some((entry) => textAt(entry, 'type') === 'Ready');
    const password = textAt(object, 'spec', 'authentication', 'password', 'valueFrom', 'secretKeyRef', 'name');
    const isMissing = password !== undefined && view.find('/Secret', namespaceOf(object), password) === undefined;
    if (isMissing)
      view.report(object, { conditions: [condition('NotReady', 'True', 'InvalidResourceException', `Secret ${password} does not exist`)] });
    else if (isReady) view.report(object, { conditions: [condition('Ready', 'True', 'Ready')] });
  }
}

function runScaling(view: View, scaled: Fields): void {
  const target = textAt(scaled, 'spec', 'scaleTargetRef', 'name') ?? '';
  const isThere = view.find('apps/Deployment', namespaceOf(scaled), target) !== undefined;
  const said = isThere
    ? condition('Ready', 'True', 'ScaledObjectReady', 'ScaledObject is defined correctly and is ready for scaling')
    : condition('Ready', 'False', 'ScaledObjectCheckFailed', `Deployment ${target} not found`);
  view.report(scaled, {
    conditions: [said, condition('Active', 'True', 'ScalerActive'), condition('Fallback', 'False', 'NoFallbackFound')],
  });
}

function secret(namespace: string, name: string, stringData: Readonly<Record<string, string>>): Fields {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'Opaque', stringData };
}
