import type { Catalog, Release } from '../../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../../generators/model/environment/environment.ts';
import { freezesIn } from '../../../generators/model/operations/freezes.ts';
import type { Build } from '../../../generators/model/service/service.ts';
import { UserError } from '../../terminal/errors.ts';
import type { Change, Ground } from '../changes/change.ts';
import { dataFile, releaseText } from '../data-files.ts';
import { orderRefusals, promotionRefusals, type Refusal, refuse, soakedAt } from '../gates/gates.ts';
import { askSigners } from '../gates/signature.ts';
import { releasedSince } from '../git/history.ts';
import { elsewhere, environmentOf, inOrder, releaseOf, serviceOf } from '../lookup.ts';
import { trailers } from '../message.ts';
import { span } from '../times.ts';

interface Request {
  readonly service: string | undefined;
  readonly from: string;
  readonly to: string;
  readonly all?: boolean;
  readonly ready?: boolean;
  readonly now: number;
}

interface Candidate {
  readonly service: string;
  readonly source: Release | undefined;
  readonly target: Build | undefined;
  readonly since: number | undefined;
  readonly refusals: readonly Refusal[];
}

/** A build that another environment has not yet, and what the gates say of its promotion. */
export interface NextStep {
  readonly service: string;
  readonly from: string;
  readonly to: string;
  readonly version: string;
  /** When its soak ends, as milliseconds since 1970; undefined where no commit says since when it is there. */
  readonly soakedAt: number | undefined;
  /** None: it may go now, as far as files and Git know; who signed the image is asked when it goes. */
  readonly refusals: readonly Refusal[];
}

/** Every build that the next environment does not have; `since` as `releasedSince` gives it. */
export function nextSteps(catalog: Catalog, since: ReadonlyMap<string, number>, now: number): readonly NextStep[] {
  const environments = inOrder(catalog);
  return catalog.services.flatMap(({ value: { name: service } }) =>
    environments.flatMap((to): readonly NextStep[] => {
      const from = environments.find(({ name }) => name === to.delivery.from);
      if (from === undefined) return [];
      const { source, target, since: start, refusals } = candidate(catalog, service, from, to, since, now);
      if (source === undefined || isSame(source, target)) return [];
      return [{ service, from: from.name, to: to.name, version: source.version, soakedAt: soakedAt(from, start), refusals }];
    }),
  );
}

/**
 * What a promotion changes: the release files of the target, without marks but that there is no way back. Settings, scales and replicas are
 * the environment's and stay.
 * @throws Refused with the reasons of every gate
 */
export async function planPromotion({ workspace, catalog }: Ground, request: Request): Promise<Change> {
  const { from, to } = { from: environmentOf(catalog, request.from), to: environmentOf(catalog, request.to) };
  refuse(orderRefusals(from, to), `${request.service ?? 'all'} > ${to.name}`);
  const names = namesOf(catalog, request);
  const asked = request.service === undefined ? '' : `/${request.service}.yaml`;
  const since = await releasedSince(workspace.repository, workspace.base, `/${from.name}${asked}`);
  const candidates = names.map((service) => candidate(catalog, service, from, to, since, request.now));
  // What the target has already needs no gate.
  const differing = candidates.filter(({ source, target }) => source === undefined || !isSame(source, target));
  const wanted = request.all === true ? differing.filter(({ source }) => source !== undefined) : differing;
  const where = `${request.all === true ? 'all' : request.service} > ${to.name}`;
  const ready = request.ready === true ? wanted.filter(({ refusals }) => refusals.length === 0) : wanted;
  refuse(
    ready.flatMap(({ refusals }) => refusals),
    where,
  );
  const signed = await askSigners(
    catalog,
    ready.flatMap(({ service, source }) => (source === undefined ? [] : [{ ...source, service }])),
  );
  const chosen = request.ready === true ? ready.filter(({ service }) => !signed.refusals.has(service)) : ready;
  refuse(
    chosen.flatMap(({ service }) => signed.refusals.get(service) ?? []),
    where,
  );
  const versions = chosen.map(({ source }) => source?.version ?? '').sort();
  const [about, what] =
    request.service === undefined
      ? ['all', `${chosen.length} service${chosen.length === 1 ? '' : 's'}`]
      : [request.service, releaseOf(catalog, from.name, request.service)?.version ?? ''];
  return {
    branch: `promote/${about}/${to.name}/${request.service === undefined ? (versions.at(-1) ?? 'none') : what}`,
    subject: `promote(${about}): ${from.name} -> ${to.name} ${what}`,
    reason: `What ${from.name} has goes to ${to.name}.`,
    trailers: [
      ...chosen.flatMap(({ service, source, target, since: start }) =>
        trailers({
          Service: service,
          'From-Version': target?.version ?? 'none',
          'To-Version': source?.version,
          'Image-Digest': source?.digest,
          Soak: start === undefined ? undefined : span(request.now - start),
        }),
      ),
      ...trailers({ Environment: to.name, 'Source-Environment': from.name }),
    ],
    notes: signed.notes,
    edits: new Map(
      chosen.flatMap(({ service, source }) =>
        source === undefined ? [] : [[dataFile('releases', to.name, service), releaseText(withoutMarks(source))]],
      ),
    ),
  };
}

function namesOf(catalog: Catalog, { service, all = false, ready = false }: Request): readonly string[] {
  if ((service === undefined) !== all || (ready && !all)) {
    throw new UserError({
      what: ready && !all ? '--ready is for --all.' : 'Name one service, or give --all.',
      where: 'promote',
      how: 'npm run ops -- promote financial-service --from test --to staging',
    });
  }
  return service === undefined ? catalog.services.map(({ value }) => value.name) : [serviceOf(catalog, service).name];
}

function candidate(
  catalog: Catalog,
  service: string,
  from: EnvironmentDefinition,
  to: EnvironmentDefinition,
  released: ReadonlyMap<string, number>,
  now: number,
): Candidate {
  const source = releaseOf(catalog, from.name, service);
  const target = releaseOf(catalog, to.name, service);
  const since = released.get(dataFile('releases', from.name, service));
  const facts = {
    service,
    from,
    to,
    source,
    target,
    since,
    now,
    freezes: freezesIn(catalog, to.name),
    elsewhere: elsewhere(catalog, service, from.name),
  };
  return { service, source, target, since, refusals: promotionRefusals(facts) };
}

/** What a build is wherever it runs; holds and emergencies are the environment's. */
function withoutMarks({ version, digest, forwardOnly }: Release): Release {
  return { version, digest, ...(forwardOnly !== undefined && { forwardOnly }) };
}

/** Whether two builds are the same. */
function isSame(a: Build, b: Build | undefined): boolean {
  return a.version === b?.version && a.digest === b.digest;
}
