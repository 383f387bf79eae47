import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LocalDrawing } from '../../generators/local/local.ts';
import { yamlText } from '../../generators/output/yaml.ts';

/** Where a laptop's overlays are, one for each context; Git ignores it. */
export const localFolder = 'rendered/local';

/** The folder of a context. */
export function folderOf(root: string, context: string): string {
  return path.join(root, localFolder, context.replace(/[^\w.-]/g, '_'));
}

/** All objects as one text, as `kubectl kustomize` would print them. */
export function drawingText({ stages }: LocalDrawing): string {
  return stages.flatMap(({ objects }) => objects.map((object) => yamlText(object))).join('---\n');
}

/** Writes the overlay: a file for each stage and a kustomization. It holds values that were made up, so that its owner alone may read it. */
export function writeOverlay(folder: string, { stages }: LocalDrawing): readonly { readonly stage: string; readonly file: string }[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = stages.map(({ name, objects }, index) => ({ stage: name, file: `${index + 1}-${name}.yaml`, objects }));
  const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: files.map(({ file }) => file) };
  const mode = 0o600;
  for (const { file, objects } of files)
    writeFileSync(path.join(folder, file), objects.map((object) => yamlText(object)).join('---\n'), { mode });
  writeFileSync(path.join(folder, 'kustomization.yaml'), yamlText(kustomization), { mode });
  const kept = new Set(['kustomization.yaml', ...files.map(({ file }) => file)]);
  for (const name of existsSync(folder) ? readdirSync(folder) : [])
    if (name.endsWith('.yaml') && !kept.has(name)) rmSync(path.join(folder, name));
  return files.map(({ stage, file }) => ({ stage, file: path.join(folder, file) }));
}
