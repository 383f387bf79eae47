import path from 'node:path';
import { textAt } from '../../../policies/kubernetes/fields.ts';
import type { Manifest, Place } from '../../../policies/model.ts';
import { applicationName, applicationOf, applicationWave, stageOf } from '../../../policies/rollout/place.ts';
import { manifestsIn } from '../../kustomize/kustomizations.ts';
import { argoFiles } from '../../repository/argo-files.ts';
import { foldersIn } from '../../repository/environments.ts';
import type { Sources } from '../../repository/sources.ts';

/**
 * When Argo CD applies each object of an environment: the wave of the Application of its overlay folder or chart, by the files in
 * `argocd/`. What no Application brings has no place.
 * @param folderOf the overlay folder of a rendered object
 */
export function placesIn(
  sources: Sources,
  environment: string,
  manifests: readonly Manifest[],
  folderOf: (manifest: Manifest) => string | undefined,
): ReadonlyMap<Manifest, Place> {
  const brought = manifests.map((manifest) => {
    const chart = manifest.origin?.by === 'chart' ? manifest.origin.application : undefined;
    return { manifest, chart, application: chart ?? folderOf(manifest) };
  });
  const waves = wavesOf(sources, environment, new Set(brought.flatMap(({ application = [] }) => application)));
  const places = new Map<Manifest, Place>();
  for (const { manifest, chart, application } of brought) {
    const known = waves.get(application ?? '')?.find(({ isChart }) => isChart === (chart !== undefined));
    const stage = stageOf(manifest);
    if (application !== undefined && known !== undefined && stage !== undefined)
      places.set(manifest, { application: known.name, wave: known.wave, stage });
  }
  return places;
}

interface Known {
  readonly name: string;
  readonly wave: number;
  readonly isChart: boolean;
}

/**
 * By the name of the overlay folder, or of the chart's Application; one name may be both. Files that are called after something else
 * are not parsed, and folders of other environments not read.
 */
function wavesOf(sources: Sources, environment: string, names: ReadonlySet<string>): ReadonlyMap<string, readonly Known[]> {
  const waves = new Map<string, Known[]>();
  const others = new Set(foldersIn(sources, 'overlays').filter((name) => name !== environment));
  for (const file of argoFiles(sources)) {
    if (others.has(file.split('/')[1] ?? '') || isOfAnother(sources, file, names)) continue;
    for (const manifest of manifestsIn(sources, file)) {
      if (manifest.kind !== 'Application' || (manifest.labels['environment'] ?? environment) !== environment) continue;
      const name = applicationOf(manifest);
      const isChart = textAt(manifest.fields, 'spec', 'source', 'chart') !== undefined;
      const known: Known = { name: isChart ? `chart ${name}` : name, wave: applicationWave(manifest), isChart };
      const list = waves.get(name);
      if (list === undefined) waves.set(name, [known]);
      else list.push(known);
    }
  }
  return waves;
}

/** Whether a file is called after what it applies, says so, and none of the names is that. */
function isOfAnother(sources: Sources, file: string, names: ReadonlySet<string>): boolean {
  const stem = path.posix.basename(file).replace(/\.ya?ml$/, '');
  return !names.has(stem) && sources.text(file)?.includes(`/${applicationName}: ${stem}\n`) === true;
}
