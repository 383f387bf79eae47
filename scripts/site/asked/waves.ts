import { textAt } from '../../../policies/kubernetes/fields.ts';
import { manifestsIn } from '../../kustomize/kustomizations.ts';
import { argoFiles } from '../../repository/argo-files.ts';
import type { Ground } from './ground.ts';

/** Applications that Argo CD syncs together, and waits for. */
export interface Wave {
  readonly number: number;
  readonly applications: readonly WaveApplication[];
}

/** One of them. */
export interface WaveApplication {
  readonly name: string;
  /** `<chart> <version>`; absent: an overlay of this repository. */
  readonly chart?: string;
}

/** The waves of each environment, the first one first, by what Argo CD is told. */
export function wavesOf({ sources, environments }: Ground): ReadonlyMap<string, readonly Wave[]> {
  const told = argoFiles(sources)
    .flatMap((file) => manifestsIn(sources, file))
    .filter(({ kind, annotations }) => kind === 'Application' && annotations['argocd.argoproj.io/sync-wave'] !== undefined);
  return new Map(
    environments.map(({ name }) => {
      const own = told.filter(({ labels }) => labels['environment'] === name);
      const groups = Map.groupBy(own, ({ annotations }) => Number(annotations['argocd.argoproj.io/sync-wave']));
      const waves = [...groups]
        .sort(([a], [b]) => a - b)
        .map(([number, applications]) => ({
          number,
          applications: applications
            .map(({ name: application, fields }): WaveApplication => {
              const chart = textAt(fields, 'spec', 'source', 'chart');
              return {
                name: application,
                ...(chart !== undefined && { chart: `${chart} ${textAt(fields, 'spec', 'source', 'targetRevision') ?? ''}` }),
              };
            })
            .sort((a, b) => (a.name < b.name ? -1 : 1)),
        }));
      return [name, waves] as const;
    }),
  );
}
