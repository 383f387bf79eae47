import { at, pathOf } from '../../policies/kubernetes/fields.ts';
import type { Finding, Kustomization, Manifest } from '../../policies/model.ts';
import { asWritten } from '../repository/as-written.ts';
import { partsOf } from '../repository/environments.ts';
import type { Sources } from '../repository/sources.ts';
import { lineOf, splitPath, writtenAt } from '../repository/yaml-lines.ts';
import { loadKustomization, reach } from './kustomizations.ts';
import { patchesOf, placeOf } from './places.ts';
import { followed, itemOf, type Place, stepsOf } from './steps.ts';

/** A finding, and the object it is about where that was built from several files. */
export interface Located {
  readonly finding: Finding;
  /** Absent for what is judged as it was written. */
  readonly rendered?: { readonly manifest: Manifest; readonly folder: string };
}

/**
 * Gives findings the file and the line that a person has to look at: of the patch, the `images` entry, the generator literal or the
 * base file that the field came from. The remediation names the source of a generated file.
 */
export function locateAll(sources: Sources, findings: readonly Located[]): readonly Finding[] {
  const chainOf = memo((folder: string) => kustomizationsOf(sources, folder));
  const placed = findings.map(({ finding, rendered }) => ({
    finding,
    place:
      rendered === undefined
        ? placeAsWritten(sources, finding)
        : placeOf(sources, finding.path, rendered.manifest, chainOf(rendered.folder)),
  }));
  // Files one after the other: a line is found by parsing its whole file.
  const order = placed.map((_, index) => index).sort((a, b) => compare(placed[a]?.place.file, placed[b]?.place.file) || a - b);
  const located: Finding[] = findings.map(({ finding }) => finding);
  for (const index of order) {
    const item = placed[index];
    if (item !== undefined) located[index] = withPlace(sources, item.finding, item.place);
  }
  return located;
}

/** A line that writes a field of a built object. */
export interface FieldOrigin {
  readonly file: string;
  /** 1-based; 0 when unknown. */
  readonly line: number;
  readonly role: 'base' | 'patch' | 'kustomization' | 'generator';
  /** What the header of the file names as its source. */
  readonly source: string | undefined;
}

/**
 * The lines that write a field of a built object: first the one that counts, then those that it overrides. Kustomize leaves only its
 * value, so the lines are found by the patches that aim at the object.
 */
export function originsOf(sources: Sources, manifest: Manifest, folder: string, path: string): readonly FieldOrigin[] {
  const chain = kustomizationsOf(sources, folder);
  const steps = stepsOf(manifest.fields, splitPath(path));
  const document = sources.documents(manifest.file)[manifest.document]?.value;
  const prefix = itemOf(document, manifest);
  const base = followed(at(document, ...prefix), steps);
  const patches = patchesOf(chain, manifest, steps).filter(({ depth }) => depth === steps.length);
  const places = [
    placeOf(sources, path, manifest, chain),
    ...patches.map(({ place }) => place),
    ...(base.length === steps.length ? [{ file: manifest.file, document: manifest.document, keys: [...prefix, ...base] }] : []),
  ];
  const patchFiles = new Set(chain.flatMap((kustomization) => kustomization.patches.map(({ file }) => file)));
  const seen = new Set<string>();
  return places.flatMap(({ file, document: index, keys }): FieldOrigin[] => {
    const text = sources.text(file);
    const line = text === undefined ? 0 : lineOf(text, index, pathOf(keys));
    const key = `${file}:${line}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const isGenerator = /^(?:configMap|secret)Generator$/.test(String(keys[0] ?? ''));
    const isKustomization = chain.some((kustomization) => kustomization.file === file) && keys[0] !== 'patches';
    const role = isGenerator ? 'generator' : isKustomization ? 'kustomization' : patchFiles.has(file) ? 'patch' : 'base';
    return [{ file, line, role, source: decidedIn(sources, file, keys) ?? (text === undefined ? undefined : generatedFrom(text)) }];
  });
}

function withPlace(sources: Sources, finding: Finding, { file, document, keys }: Place): Finding {
  const text = sources.text(file);
  const source = decidedIn(sources, file, keys) ?? (text === undefined ? undefined : generatedFrom(text));
  const said = text === undefined ? finding : asWritten(finding, writtenAt(text, document, keys));
  return {
    ...said,
    remediation: source === undefined ? said.remediation : `${said.remediation} Edit ${source}.`,
    object: { ...finding.object, document },
    file,
    line: text === undefined ? 0 : lineOf(text, document, pathOf(keys)),
  };
}

/** The file that decides a field whose object another one describes. */
function decidedIn(sources: Sources, file: string, keys: readonly (string | number)[]): string | undefined {
  return releaseOf(sources, file, keys) ?? versionsOf(sources, file, keys);
}

/** The file that pins the chart of an Application. */
function versionsOf(sources: Sources, file: string, keys: readonly (string | number)[]): string | undefined {
  const [, environment] = /^argocd\/([^/]+)\/applications\/[^/]+$/.exec(file) ?? [];
  const versions = `generators/catalog/versions/${environment}.yaml`;
  const isPin =
    keys.join('.') === 'spec.source.targetRevision' && generatedFrom(sources.text(file) ?? '')?.startsWith('generators/charts/');
  return isPin === true && sources.text(versions) !== undefined ? versions : undefined;
}

/** The file that decides the tag and digest of an `images` entry, which changes without the rest of the service. */
function releaseOf(sources: Sources, file: string, [first]: readonly (string | number)[]): string | undefined {
  const { environment, application } = partsOf(file) ?? {};
  const release = `generators/catalog/releases/${environment}/${application}.yaml`;
  return first === 'images' && environment !== undefined && sources.text(release) !== undefined ? release : undefined;
}

/** What the header of a generated file names as its source. */
export function generatedFrom(text: string): string | undefined {
  return /^(?:#![^\n]*\n)?# Generated from (.+?)\. Do not edit/.exec(text)?.[1];
}

function placeAsWritten(sources: Sources, { file, object, path }: Finding): Place {
  const value = sources.documents(file)[object.document]?.value;
  return { file, document: object.document, keys: [...itemOf(value, object), ...splitPath(path)] };
}

/** The kustomizations of an application: its own first, then those it builds on. */
function kustomizationsOf(sources: Sources, folder: string): readonly Kustomization[] {
  return [...reach(sources, folder)].flatMap((below) => loadKustomization(sources, below) ?? []);
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function memo<V>(make: (key: string) => V): (key: string) => V {
  const known = new Map<string, V>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}
