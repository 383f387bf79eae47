import type { World } from '../../model.ts';
import { listAt, textAt } from '../fields.ts';
import { parseImage } from '../images.ts';

/** The versions of Kafka that a version of Strimzi runs (kafka-versions.yaml of its source, `supported: true`). */
const known: Readonly<Record<string, readonly string[]>> = { '1.2.0': ['4.2.0', '4.2.1', '4.3.0', '4.3.1'] };

/** What the cluster operator of the environment runs, with its own version; undefined where nothing here says which operator it is. */
export function kafkaVersions(world: World): { readonly operator: string; readonly versions: readonly string[] } | undefined {
  const deployment = world.ofKind('Deployment').find(({ name }) => name === 'strimzi-cluster-operator');
  const image = textAt(listAt(deployment?.fields, 'spec', 'template', 'spec', 'containers')[0], 'image');
  const operator = image === undefined ? undefined : parseImage(image).tag;
  return operator === undefined || !Object.hasOwn(known, operator) ? undefined : { operator, versions: known[operator] ?? [] };
}

/**
 * How far the version of the metadata is from that of Kafka: `ahead`, which Kafka cannot read, or `behind` by more than the one minor version that
 * an upgrade leaves (Kafka 4.3, "Upgrading"); undefined where they fit, or cannot be read.
 */
export function metadataDistance(version: string, metadata: string): 'ahead' | 'behind' | undefined {
  const [own, its] = [minorOf(version), minorOf(metadata)];
  if (own === undefined || its === undefined) return undefined;
  if (its > own) return 'ahead';
  return own - its > 1 ? 'behind' : undefined;
}

/** The number of a minor version in the order of all: 4.0 came after 3.9. */
function minorOf(version: string): number | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return major === undefined || minor === undefined ? undefined : Number(major) * 10 + Number(minor);
}
