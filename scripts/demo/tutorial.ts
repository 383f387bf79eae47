import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Catalog } from '../../generators/model/catalog.ts';
import { versionsFile } from '../../generators/model/environment/versions.ts';
import { activeFreeze, freezesIn } from '../../generators/model/operations/freezes.ts';
import { instantOf } from '../../generators/model/time.ts';
import { loadCatalog } from '../catalog/catalog.ts';
import { currentTime } from '../operations/clock.ts';
import { git } from '../operations/git/git.ts';
import { repositoryRoot } from '../operations/git/workspace.ts';
import { environmentOf } from '../operations/lookup.ts';
import { UserError } from '../terminal/errors.ts';
import { type Cast, castOf } from './cast.ts';
import { played } from './perform.ts';
import { onStage } from './stage.ts';
import { digestOf, promotion, type Scene } from './story.ts';

const hour = 3_600_000;
const day = 24 * hour;

/**
 * Makes a repository with a small history of releases that ends now, in which every recipe of the README changes something: a service has
 * a version in all environments, and a newer one everywhere but in the last; a version of the platform is in the first environment only.
 * @param folder where it is to be: none yet, or an empty one
 * @returns what to do with it, for a person
 * @throws UserError for a folder that holds something, and for a catalog that it cannot be made of
 */
export async function makeTutorial(folder: string): Promise<string> {
  const target = path.resolve(folder);
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new UserError({ what: 'The folder is not empty.', where: target, how: 'Name one that is not there yet.' });
  }
  if (!existsSync(path.dirname(target))) {
    throw new UserError({ what: 'There is no such folder.', where: path.dirname(target), how: 'Make it, or name another.' });
  }
  const repository = await repositoryRoot();
  const now = Math.floor(currentTime() / 60_000) * 60_000;
  return onStage(
    repository,
    now - 41 * day,
    async (stage) => {
      const catalog = await loadCatalog(stage.root);
      const cast = castOf(stage.root, catalog);
      const scenes = [...halfUpgraded(cast, catalog, now - 40 * day), ...releases(cast, catalog, now)];
      for (const scene of scenes) await played(stage, scene);
      // Whole by itself, but for the packages.
      await git(stage.root, ['repack', '-a', '-d', '--quiet']);
      await rm(path.join(stage.root, '.git/objects/info/alternates'), { force: true });
      if (existsSync(target)) rmdirSync(target);
      await rename(stage.root, target);
      return said(cast, catalog, target, now);
    },
    path.dirname(target),
  );
}

/** The format of Kafka's metadata before another (Strimzi 1.2, `kafka-versions.yaml`). */
const formatBefore: Readonly<Record<string, string>> = { '4.3-IV0': '4.2-IV1', '4.2-IV1': '4.1-IV1' };

/** What an upgrade of the platform, which has reached the first environment only, leaves: nothing for a format that is not known. */
function halfUpgraded({ path: [first, ...others] }: Cast, catalog: Catalog, at: number): readonly Scene[] {
  const before = formatBefore[environmentOf(catalog, first.name).versions.kafkaMetadata];
  if (before === undefined) return [];
  const edits = others.map(({ name }) => {
    const file = versionsFile(name);
    return `sed 's/^kafkaMetadata: .*/kafkaMetadata: ${before}/' ${file} > changed && mv changed ${file}`;
  });
  const committed =
    './erp generate && git add --all && git commit --quiet --message "Kafka: a new format of its metadata in the first environment"';
  return [{ at, why: '', command: [...edits, committed].join(' && '), ends: 0 }];
}

/** The releases of the last 40 days: one to the end of the path, on a day when that is open, the next but for the last step. */
function releases({ service, path: stops, feature, repair }: Cast, catalog: Catalog, now: number): readonly Scene[] {
  const [first, second, third, last] = stops;
  const soaked = [first, second, third].map(({ soakHours }) => (soakHours + 1) * hour);
  const [inFirst = 0, inSecond = 0, inThird = 0] = soaked;
  const closed = (time: number) =>
    activeFreeze(environmentOf(catalog, last.name).delivery.freezes, freezesIn(catalog, last.name), time) !== undefined;
  const days = Array.from({ length: 20 }, (_, index) => now - (12 + index) * day);
  const released = days.find((time) => !closed(time)) ?? now - 12 * day;
  const scene = (at: number, command: string): Scene => ({ at, why: '', command, ends: 0, merged: 10 });
  const delivered = (version: string) => `./erp deliver ${service} --env ${first.name} --version ${version} --digest ${digestOf(version)}`;
  const ladder = (version: string, inLast: number): readonly Scene[] => [
    scene(inLast - inThird - inSecond - inFirst, delivered(version)),
    scene(inLast - inThird - inSecond, promotion(service, first.name, second.name)),
    scene(inLast - inThird, promotion(service, second.name, third.name)),
  ];
  return [...ladder(feature, released), scene(released, promotion(service, third.name, last.name)), ...ladder(repair, now - hour)];
}

function said({ service, path: stops, feature, repair }: Cast, catalog: Catalog, target: string, now: number): string {
  const [, , third, last] = stops;
  const closed = activeFreeze(environmentOf(catalog, last.name).delivery.freezes, freezesIn(catalog, last.name), now);
  return [
    `${target}: ${service} is ${feature} in ${last.name}, and ${repair} in ${third.name}.`,
    ...(closed === undefined
      ? []
      : [
          `${last.name} is frozen until ${instantOf(closed.to)} (${closed.reason}): OPS_NOW=${instantOf(closed.to)} lets commands take it to be over.`,
        ]),
    `Next: cd ${target} && ./erp status. It uses the packages of this clone; remove the folder when you are done.`,
    '',
  ].join('\n');
}
