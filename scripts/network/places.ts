import { titleOf } from '../../policies/kubernetes/objects.ts';
import type { Manifest } from '../../policies/model.ts';
import type { RenderedEnvironment } from '../kustomize/kustomize.ts';
import { generatedFrom, originsOf } from '../kustomize/provenance.ts';
import type { Sources } from '../repository/sources.ts';
import { lineOf } from '../repository/yaml-lines.ts';

/** Where a field of an object was written, and what a person edits for it. */
export interface Place {
  /** `overlays/production/edge/networkpolicy.yaml:12`, or who makes the object. */
  readonly at: string;
  /** Absent: the file itself. */
  readonly source?: string;
}

/** Finds the place of a field of an object of an environment. */
export function placesIn(sources: Sources, { applicationOf }: RenderedEnvironment): (manifest: Manifest, path: string) => Place {
  return (manifest, path) => {
    const { origin } = manifest;
    if (origin?.by === 'operator') return { at: `${origin.operator} makes it of ${titleOf(origin.of)} (${origin.of.file})` };
    if (origin?.by === 'cluster') return { at: origin.source };
    const folder = applicationOf.get(manifest)?.folder;
    const [found] = folder === undefined ? [] : originsOf(sources, manifest, folder, path);
    if (found !== undefined && found.line > 0) {
      return { at: `${found.file}:${found.line}`, ...(found.source !== undefined && { source: found.source }) };
    }
    const text = sources.text(manifest.file);
    const line = text === undefined ? 0 : lineOf(text, manifest.document, path);
    const source = origin?.by === 'chart' ? `the values of ${origin.application} (chart ${origin.chart})` : text && generatedFrom(text);
    return { at: line === 0 ? manifest.file : `${manifest.file}:${line}`, ...(source !== undefined && source !== '' && { source }) };
  };
}
