import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalog } from '../../generators/model/catalog.ts';
import { versionsFile } from '../../generators/model/environment/versions.ts';
import { definitionFile } from '../catalog/definitions.ts';
import { versionsText } from '../catalog/versions.ts';
import { adjustmentText } from './synthetic-services.ts';

/** Writes a catalog as the files that say it, into a folder that becomes a repository's. */
export function writeCatalog(root: string, { platform, services, environments, releases, contents, adjustments }: Catalog): void {
  const write = (file: string, text: string | Buffer) => {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  };
  write(platform.file, definitionFile('platform.ts', platform.value));
  for (const { file, value } of services) write(file, definitionFile('services', value));
  for (const { file, value } of environments) {
    const { versions, ...written } = value;
    write(file, definitionFile('environments', written));
    write(versionsFile(value.name), versionsText(versions));
  }
  for (const { file, text, base64 = '' } of contents) write(file, text ?? Buffer.from(base64, 'base64'));
  for (const { file } of adjustments) write(file, adjustmentText);
  for (const { file, value } of releases) write(file, `version: ${value.version}\ndigest: ${value.digest}\n`);
}
