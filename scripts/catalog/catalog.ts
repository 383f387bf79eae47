import type { Catalog, Release, VersionsEntry } from '../../generators/model/catalog.ts';
import type { Entry } from '../../generators/model/entry.ts';
import type { EnvironmentFile } from '../../generators/model/environment/environment.ts';
import type { SealedSecret } from '../../generators/model/environment/sealed-secret.ts';
import type { Versions } from '../../generators/model/environment/versions.ts';
import type { FreezeFile, Retirement, TemporaryScale, Thaw } from '../../generators/model/operations/operations.ts';
import type { PlatformDefinition } from '../../generators/model/platform/platform.ts';
import { dividedPlaces } from '../../generators/model/problems/places/divided.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import type { Partially, ServiceDefinition, ServiceSettings } from '../../generators/model/service/service.ts';
import { format, loadFactsHeads } from '../charts/facts/facts.ts';
import { knownTexts } from '../repository/kept/known-texts.ts';
import { readAdjustments } from './adjustments.ts';
import { readAdmission } from './admission.ts';
import { readContents } from './contents.ts';
import { readData, readPairs, type Wording } from './data.ts';
import { readFolder, readPlatform, strangers } from './definitions.ts';
import { exceptionsKnownAt, problemsOfExceptionsIn } from './exceptions.ts';
import { sealedSecretsFolder } from './folder.ts';
import { credentialProblems } from './judged/credentials.ts';
import { exemptedRuleProblems } from './judged/exempted-rules.ts';
import { knownCatalogs } from './known-catalogs.ts';
import { CatalogError, type PlaceOf, placed } from './places.ts';
import { problemsOfVersions, withVersions } from './versions.ts';

/** The folders of the catalog; those that are not read here belong to commands. */
const folders = [
  'services',
  'environments',
  'releases',
  'settings',
  'scaling',
  'freezes',
  'thaws',
  'retired',
  'versions',
  sealedSecretsFolder,
  'certificates',
  'incidents',
  'unstaged',
];

/**
 * Reads and checks the catalog of a repository. Its files are parsed, and none is run.
 * @throws CatalogError with all mistakes of the first stage that has any: what cannot be read, then what the model finds
 */
export async function loadCatalog(root: string): Promise<Catalog> {
  const known = knownTexts(root);
  const platform = readPlatform(root, known);
  const [services, environments] = [readFolder(root, 'services', known), readFolder(root, 'environments', known)];
  const pairs = <T>(kind: string, wording: Wording) => readPairs<T>(root, kind, wording, known);
  const releases = pairs<Release>('releases', { what: 'release', fix: 'Write version and digest as YAML.' });
  const sealedSecrets = pairs<SealedSecret>(sealedSecretsFolder, {
    what: 'sealed secret',
    fix: 'Seal the values again with "npm run seal".',
  });
  const settings = pairs<Partially<ServiceSettings>>('settings', {
    what: 'settings',
    fix: 'Set the field with "npm run ops -- set".',
  });
  const scaling = pairs<TemporaryScale>('scaling', { what: 'scale', fix: 'Scale with "npm run ops -- scale".' });
  const freezeWording = {
    what: 'freeze',
    fix: 'Freeze with "npm run ops -- freeze"; a thaw has a file of its own in thaws/, by "npm run ops -- thaw".',
  };
  const freezes = readData<FreezeFile>(root, 'freezes', '', freezeWording, known);
  const versions = readData<Versions>(
    root,
    'versions',
    '',
    { what: 'versions', fix: 'Write them as YAML, as in another environment.' },
    known,
  );
  const thaws = pairs<Thaw>('thaws', { what: 'thaw', fix: 'Thaw with "npm run ops -- thaw".' });
  const contents = readContents(root);
  const adjustments = await readAdjustments(root, known);
  const retired = pairs<Retirement>('retired', { what: 'retirement', fix: 'Retire with "npm run ops -- remove".' });
  const read = [
    platform,
    services,
    environments,
    releases,
    sealedSecrets,
    settings,
    scaling,
    versions,
    freezes,
    thaws,
    retired,
    adjustments,
    contents,
  ];
  const ofVersions = versions.entries.map(({ file, name, value }): VersionsEntry => ({ file, environment: name, value }));
  const written = environments.files.map(asShape<EnvironmentFile>).flatMap(dividedPlaces);
  const unread = [...strangers(root, folders), ...read.flatMap(({ problems }) => problems)];
  if (unread.length === 0) unread.push(...problemsOfVersions(written, ofVersions));
  const [platformFile] = platform.files;
  if (unread.length > 0 || platformFile === undefined) throw new CatalogError(unread);

  const catalog: Catalog = {
    platform: asShape<PlatformDefinition>(platformFile),
    services: services.files.map(asShape<ServiceDefinition>),
    environments: written.map((entry) => withVersions(entry, ofVersions)),
    releases: releases.entries,
    sealedSecrets: sealedSecrets.entries,
    settings: settings.entries,
    scaling: scaling.entries,
    versions: ofVersions,
    freezes: freezes.entries.map(({ file, name, value }) => ({ file, environment: name, value })),
    thaws: thaws.entries,
    contents: contents.entries,
    adjustments: adjustments.entries,
    retired: retired.entries,
    charts: loadFactsHeads(root, known.valueOf).flatMap(({ facts }) => (facts.format === format ? [facts] : [])),
    admission: readAdmission(),
  };
  const environmentFiles = environments.files.map(({ file }) => file);
  // A service file is looked at with the environments, and every other one alone.
  const serviceFiles = new Set(services.files.map(({ file }) => file));
  const othersOf = (file: string) => (serviceFiles.has(file) ? environmentFiles : []);
  const whole = knownCatalogs(root, known.name(), catalog);
  if (whole.isSound) {
    // Of a text that only the whole was known with.
    known.remember(othersOf);
    exceptionsKnownAt(root, catalog);
    return catalog;
  }
  const isSound = ({ file }: { readonly file: string }) => known.isSound(file, othersOf(file));
  const own = problemsIn(catalog, isSound);
  const problems =
    own.length > 0
      ? own
      : [...(await problemsOfExceptionsIn(root, catalog)), ...exemptedRuleProblems(catalog), ...credentialProblems(catalog, isSound)];
  if (problems.length === 0) {
    known.remember(othersOf);
    whole.remember();
    return catalog;
  }
  const places = new Map<string, PlaceOf>([
    ...[platform, services, environments]
      .flatMap(({ files }) => files)
      .map(({ file, literal }) => [file, (...at: Parameters<PlaceOf>) => literal().placeOf(...at)] as const),
    ...[releases, sealedSecrets, settings, scaling, versions, freezes, thaws, retired].flatMap((data) => [...data.places]),
  ]);
  throw new CatalogError(placed(problems, (file) => places.get(file)));
}

/** Whatever the file holds: its shape is checked with the rest of the catalog, before anything reads a field. */
function asShape<T>({ file, value }: Entry<unknown>): Entry<T> {
  return { file, value: value as T };
}
