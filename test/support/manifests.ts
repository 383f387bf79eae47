import { loadAll } from 'js-yaml';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Manifest } from '../../policies/model.ts';

/**
 * The objects of a YAML text; throws when one is no Kubernetes object. A document that begins with the comment `# file: <path>`
 * lies in that file.
 */
export function manifestsIn(yaml: string, file = 'example.yaml'): Manifest[] {
  let document = -1;
  return yaml.split(/^---[ \t]*$/m).flatMap((part) =>
    loadAll(part).flatMap((value) => {
      if (value === null || value === undefined) return [];
      document += 1;
      return manifestsOf(value, { file: /^# file: (\S+)$/m.exec(part)?.[1] ?? file, document }).map((item) => {
        if ('problem' in item) throw new Error(`${item.problem}\n${yaml}`);
        return item;
      });
    }),
  );
}
