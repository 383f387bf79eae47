import type { Manifest, Problem, World } from '../../model.ts';
import { listAt, numberAt, textAt } from '../fields.ts';
import { literally } from '../names.ts';
import { nodeNumbers } from '../network/advertised-names.ts';
import { kafkaClusterLabel } from '../operators/kafka-nodes.ts';
import { configuredIn } from '../variables.ts';

/** Strimzi 1.2.0 gives a node 30 seconds; a broker hands over its partitions in that time. */
const leastSeconds = 30;

/** What a pool says of its nodes that loses data or leads clients to nobody, as ends of sentences. */
export function poolProblems(pool: Manifest, world: World): readonly Problem[] {
  return [...disks(pool), ...ending(pool), ...addressed(pool, world)];
}

/** Strimzi 1.2.0, `VolumeUtils`: a disk is `data-<number>-<pod>`, so that another number is another disk. */
function disks({ fields }: Manifest): readonly Problem[] {
  const numbers = listAt(fields, 'spec', 'storage', 'volumes').map((volume) => numberAt(volume, 'id'));
  const wrong = numbers.findIndex((number) => number !== undefined && number >= numbers.length);
  if (wrong < 0) return [];
  const message = `counts its ${numbers.length === 1 ? 'disk' : `${numbers.length} disks`} from 0, but numbers one ${numbers[wrong]}: that is a new, empty disk`;
  return [{ message, path: `spec.storage.volumes[${wrong}].id` }];
}

function ending({ fields }: Manifest): readonly Problem[] {
  const seconds = numberAt(fields, 'spec', 'template', 'pod', 'terminationGracePeriodSeconds');
  if (seconds === undefined || seconds >= leastSeconds) return [];
  const message = `gives a node ${seconds} second${seconds === 1 ? '' : 's'} to hand over its partitions, fewer than ${leastSeconds}`;
  return [{ message, path: 'spec.template.pod.terminationGracePeriodSeconds' }];
}

/** Clients that begin at nodes by their number find them only where the pool has nodes of these numbers. */
function addressed(pool: Manifest, world: World): readonly Problem[] {
  const cluster = pool.labels[kafkaClusterLabel];
  if (cluster === undefined) return [];
  const own = new Set(nodeNumbers(pool));
  const host = new RegExp(
    `\\b${literally(`${cluster}-${pool.name}`)}-(\\d+)\\.${literally(`${cluster}-kafka-brokers.${pool.namespace}`)}\\b`,
    'g',
  );
  const values = configuredIn(world).flatMap(({ variables }) => [...variables.values()].map(({ value }) => value));
  const missing = new Set(
    values.flatMap((value) => [...value.matchAll(host)].map(([, number]) => Number(number))).filter((id) => !own.has(id)),
  );
  if (missing.size === 0) return [];
  const numbers = [...missing].sort((one, other) => one - other).join(', ');
  const path =
    textAt(pool.annotations, 'strimzi.io/next-node-ids') === undefined
      ? 'spec.replicas'
      : 'metadata.annotations["strimzi.io/next-node-ids"]';
  return [{ message: `has no node ${numbers}, at which clients begin`, path }];
}
