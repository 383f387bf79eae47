import type { Catalog, Release } from '../../../generators/model/catalog.ts';
import { freezesIn } from '../../../generators/model/operations/freezes.ts';
import { buildProblems } from '../../../generators/model/problems/build-problems.ts';
import type { Build } from '../../../generators/model/service/service.ts';
import { UserError } from '../../terminal/errors.ts';
import { whenBuildChanges, whenWindowsChange } from '../arrival.ts';
import type { Change, Ground } from '../changes/change.ts';
import { dataFile, incidentFile, incidentText, releaseText } from '../data-files.ts';
import { mostEmergencyDays } from '../gates/exceptional.ts';
import { freezeRefusals, holdRefusals, newerRefusals, refuse, tagRefusals } from '../gates/gates.ts';
import { migrationRefusals } from '../gates/migration.ts';
import { askSigners } from '../gates/signature.ts';
import { incidentGiven, thawFor } from '../gates/thaw.ts';
import { deployedRelease, elsewhere, environmentOf, lowerEnvironments, namesOf, releaseOf, serviceOf } from '../lookup.ts';
import { trailers } from '../message.ts';
import { deadlineGiven } from '../times.ts';

interface Delivered {
  readonly service: string;
  readonly env: string;
  readonly version: string;
  readonly digest: string;
  /** Why no older version can run on the database after it. */
  readonly forwardOnly?: string;
  readonly now: number;
}

interface DeliveryRequest extends Delivered {
  /** The commit of the service's repository that was built, and where that lies. */
  readonly commit?: string;
  readonly repository?: string;
}

interface EmergencyRequest extends Delivered {
  readonly incident: string;
  readonly until: string;
  readonly reason: string;
}

/**
 * What a new build changes in the first environment: its release file.
 * @throws Refused with the reasons of every gate
 */
export async function planDelivery({ catalog }: Ground, request: DeliveryRequest): Promise<Change> {
  const environment = environmentOf(catalog, request.env);
  const service = serviceOf(catalog, request.service).name;
  if (environment.delivery.from !== undefined) {
    const { from } = environment.delivery;
    const fix = `Deliver to ${lowerEnvironments(catalog, environment).at(-1)?.name ?? from}; then "promote --from ${from} --to ${environment.name}".`;
    refuse([{ gate: 'order', message: `${environment.name} gets versions from ${from}, not from the pipeline.`, fix }], environment.name);
  }
  const build = buildGiven(request);
  const target = releaseOf(catalog, environment.name, service);
  refuse(
    [
      ...newerRefusals(service, environment, build, target),
      ...tagRefusals(service, build, allOf(catalog, service, environment.name, target)),
      ...holdRefusals(service, environment, target, request.now),
      ...freezeRefusals(environment, freezesIn(catalog, environment.name), request.now),
    ],
    `${service} > ${environment.name}`,
  );
  const notes = await signedBy(catalog, service, build, environment.name);
  return {
    branch: `promote/${service}/${environment.name}/${build.version}`,
    subject: `promote(${service}): build -> ${environment.name} ${build.version}`,
    reason: 'The pipeline of the service has built and pushed it.',
    trailers: trailers({
      Service: service,
      'From-Version': target?.version ?? 'none',
      'To-Version': build.version,
      'Image-Digest': build.digest,
      Environment: environment.name,
      'Argocd-reference-commit-sha': request.commit,
      'Argocd-reference-commit-repourl': request.repository,
    }),
    edits: new Map([[dataFile('releases', environment.name, service), releaseText({ ...build, ...markGiven(request) })]]),
    notes,
  };
}

/**
 * What an emergency changes: the release of one environment, past order, soak, hold and freeze, with a mark that says by
 * when the lower environments must have it, and a thaw where there is a freeze.
 * @throws Refused when the tag was moved, or an older version crosses a migration
 */
export async function planEmergency({ workspace, catalog }: Ground, request: EmergencyRequest): Promise<Change> {
  const environment = environmentOf(catalog, request.env);
  const service = serviceOf(catalog, request.service).name;
  if (environment.delivery.from === undefined) {
    throw new UserError({
      what: `${environment.name} has no environment before it that an emergency could pass by.`,
      where: '--env',
      how: 'Use "npm run ops -- deliver".',
    });
  }
  const incident = incidentGiven(request.incident);
  const until = deadlineGiven(request.until, '--until', request.now, mostEmergencyDays);
  const target = deployedRelease(catalog, environment.name, service);
  const build = buildGiven(request);
  const names = namesOf(catalog, service);
  const move = { root: workspace.repository, base: workspace.base, environment: environment.name, service, names, was: target, is: build };
  refuse(
    [...tagRefusals(service, build, allOf(catalog, service, environment.name, target)), ...(await migrationRefusals(move))],
    `${service} > ${environment.name}`,
  );
  const notes = await signedBy(catalog, service, build, environment.name);
  return {
    branch: `emergency/${service}/${environment.name}/${build.version}`,
    subject: `emergency(${service}): ${environment.name} ${build.version} for ${incident}`,
    reason: request.reason,
    trailers: trailers({
      Service: service,
      'From-Version': target.version,
      'To-Version': build.version,
      'Image-Digest': build.digest,
      Environment: environment.name,
      Incident: incident,
      Expires: until,
    }),
    edits: new Map([
      [dataFile('releases', environment.name, service), releaseText({ ...build, ...markGiven(request), emergency: { incident, until } })],
      [incidentFile(environment.name, incident), incidentText({ ...build, service, reason: request.reason, until })],
      ...thawFor(catalog, environment, request.now, incident, request.reason),
    ]),
    next: [...whenWindowsChange(environment.name), ...whenBuildChanges(environment.name, service)],
    notes,
  };
}

/** @throws Refused when the release workflow did not sign the build, or did not attest how it was built */
async function signedBy(catalog: Catalog, service: string, build: Build, environment: string): Promise<readonly string[]> {
  const { refusals, notes } = await askSigners(catalog, [{ ...build, service }]);
  refuse([...refusals.values()], `${service} > ${environment}`);
  return notes;
}

/**
 * The build that a caller names; a `v` before the version is the tag's.
 * @throws UserError for a version or digest that is none
 */
function buildGiven({ version, digest }: Delivered): Build {
  const build = { version: version.replace(/^v/, ''), digest };
  const [first] = buildProblems({ file: '--version, --digest' }, build);
  if (first !== undefined) throw new UserError({ what: first.message, where: first.file, how: first.fix });
  return build;
}

/** @throws UserError for a reason that says nothing, or is no line */
function markGiven({ forwardOnly }: Delivered): Pick<Release, 'forwardOnly'> {
  if (forwardOnly === undefined) return {};
  const reason = forwardOnly.trim();
  if (reason !== '' && !reason.includes('\n')) return { forwardOnly: reason };
  throw new UserError({ what: 'The reason is no line of text.', where: '--forward-only', how: 'Say in one line what cannot be undone.' });
}

/** The builds everywhere, the target included: it may have the version, too. */
function allOf(catalog: Ground['catalog'], service: string, environment: string, target: Build | undefined) {
  return [...elsewhere(catalog, service, environment), ...(target === undefined ? [] : [{ environment, release: target }])];
}
