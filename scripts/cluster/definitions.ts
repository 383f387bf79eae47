import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Fields } from '../../policies/model.ts';
import { clientOf } from './client.ts';
import type { ControlPlane } from './control-plane.ts';
import { installCrds } from './crds.ts';
import { readGroup, type Stored } from './etcd.ts';
import { cacheFolder } from './programs.ts';

/**
 * CustomResourceDefinitions as an API server stores them once they are established, which is the slowest part of a start. Made by a
 * server of its own at the first time, and kept beside the programs for as long as neither they nor the definitions change.
 */
export async function establishedDefinitions(control: ControlPlane, crds: readonly Fields[]): Promise<Stored> {
  const hash = createHash('sha256').update(JSON.stringify(crds)).digest('hex').slice(0, 16);
  const file = path.join(await cacheFolder(), `definitions-${hash}.json`);
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return JSON.parse(known) as Stored;
  const cluster = await control.start('definitions', { controllers: false });
  const client = clientOf(cluster);
  await installCrds(client, crds);
  const stored = await readGroup(control.etcd, cluster.name, 'apiextensions.k8s.io');
  client.close();
  await cluster.stop();
  const draft = `${file}.${randomUUID()}`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(draft, JSON.stringify(stored));
  await rename(draft, file);
  return stored;
}
