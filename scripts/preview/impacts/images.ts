import { imageOf, parseImage } from '../../../policies/kubernetes/images.ts';
import { podOf } from '../../../policies/kubernetes/pods/workloads.ts';
import type { Manifest } from '../../../policies/model.ts';
import type { Classifier } from './impact.ts';
import { say, short } from './sentence.ts';

/** Which version becomes which, of each container and of each chart. */
export const images: Classifier = ({ pair: { kind, before, after }, changes }) => {
  if (before === undefined || after === undefined) return [];
  const [old, now] = [imagesOf(before), imagesOf(after)];
  const containers = [...now].flatMap(([container, image]) => {
    const previous = old.get(container);
    return previous === undefined || previous === image ? [] : [{ text: describe(container, previous, image) }];
  });
  const versions = changes
    .filter(({ path }) => isVersion(kind, path))
    .map(({ path, from, to }) => ({ text: say`${path}: ${short(from)} becomes ${short(to)}` }));
  return [...containers, ...versions];
};

function isVersion(kind: string, path: string): boolean {
  if (kind === 'Application')
    return /^spec\.(?:source|sources\[[^\]]*\])\.targetRevision$/.test(path) || /valuesObject.*\.(?:tag|digest|image)$/.test(path);
  if (kind === 'ChartFacts') return ['spec.version', 'spec.appVersion', 'spec.repository', 'spec.kubernetesVersion'].includes(path);
  if (kind === 'postgresql')
    return ['spec.postgresql.version', 'spec.dockerImage'].includes(path) || /^spec\.sidecars.*\.image$/.test(path);
  return kind === 'Kafka' && (['spec.kafka.version', 'spec.kafka.metadataVersion'].includes(path) || /\.image$/.test(path));
}

function imagesOf(manifest: Manifest): ReadonlyMap<string, string> {
  const containers = podOf(manifest)?.containers ?? [];
  return new Map(containers.flatMap((container) => [[container.name, imageOf(container) ?? ''] as const]));
}

function describe(container: string, previous: string, image: string) {
  const [old, now] = [parseImage(previous), parseImage(image)];
  if (old.registry !== now.registry || old.repository !== now.repository) return say`${container}: ${previous} becomes ${image}`;
  if (old.tag === now.tag) return say`${container}: ${now.tag ?? '(no tag)'} keeps its name, but not its digest`;
  return say`${container}: ${old.tag ?? '(no tag)'} becomes ${now.tag ?? '(no tag)'}`;
}
