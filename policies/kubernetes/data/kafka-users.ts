import type { Manifest, Problem, World } from '../../model.ts';
import { listAt, textAt } from '../fields.ts';
import { titleOf } from '../objects.ts';
import { kafkaOf } from '../operators/kafka-nodes.ts';
import { perWorld } from '../per-world.ts';

/** Strimzi 1.2.0: a KafkaUser logs in by `scram-sha-512`, `tls` or `tls-external`; a listener takes one of the first two, or is custom. */
function strange(manifest: Manifest, world: World): readonly Problem[] {
  const kafka = kafkaOf(manifest, world);
  const own = textAt(manifest.fields, 'spec', 'authentication', 'type');
  const taken = listAt(kafka?.fields, 'spec', 'kafka', 'listeners').map((listener) => textAt(listener, 'authentication', 'type'));
  if (kafka === undefined || own === undefined || taken.some((type) => type === own.replace('tls-external', 'tls') || type === 'custom'))
    return [];
  return [
    {
      message: `${titleOf(manifest)} logs in by "${own}", which no listener of ${titleOf(kafka)} takes.`,
      path: 'spec.authentication.type',
    },
  ];
}

/** Whose a user is: of a cluster of its namespace, with a way to log in that the cluster takes, and a password of its own. */
export function identity(manifest: Manifest, world: World): readonly Problem[] {
  const { namespace } = manifest;
  const path = 'spec.authentication.password.valueFrom.secretKeyRef.name';
  const own = secretOf(manifest);
  const owner =
    own === undefined
      ? undefined
      : byPassword(world)
          .get(`${namespace}/${own}`)
          ?.find(({ name }) => name !== manifest.name);
  const isAlone = kafkaOf(manifest, world) === undefined && world.ofKind('Kafka').some((kafka) => kafka.namespace === namespace);
  return [
    ...(isAlone
      ? [{ message: `${titleOf(manifest)} belongs to no Kafka cluster of its namespace.`, path: 'metadata.labels["strimzi.io/cluster"]' }]
      : []),
    ...(owner === undefined ? [] : [{ message: `${titleOf(manifest)} has the password of ${titleOf(owner)} ("${own}").`, path }]),
    ...strange(manifest, world),
  ];
}

/** Where the password of a user is; its operator makes one in a Secret of the user's own name. */
function secretOf({ fields }: Manifest): string | undefined {
  return textAt(fields, 'spec', 'authentication', 'password', 'valueFrom', 'secretKeyRef', 'name');
}

const byPassword = perWorld((world) => {
  const found = new Map<string, Manifest[]>();
  for (const user of world.ofKind('KafkaUser')) {
    for (const secret of new Set([user.name, secretOf(user)])) {
      const users = found.get(`${user.namespace}/${secret}`) ?? [];
      found.set(`${user.namespace}/${secret}`, users);
      users.push(user);
    }
  }
  return found;
});

/** A right for one address: pods have no address of their own, so that nobody has it. */
export function bound(manifest: Manifest, rule: unknown, path: string, world: World): readonly Problem[] {
  const host = textAt(rule, 'host') ?? '*';
  const listeners = listAt(kafkaOf(manifest, world)?.fields, 'spec', 'kafka', 'listeners');
  if (host === '*' || listeners.length === 0 || listeners.some((listener) => (textAt(listener, 'type') ?? 'internal') !== 'internal'))
    return [];
  return [{ message: `${titleOf(manifest)} has a right from ${host} only, where no pod stays.`, path: `${path}.host` }];
}
