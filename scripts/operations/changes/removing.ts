import { generateChange } from '../../../generators/generate.ts';
import type { Catalog } from '../../../generators/model/catalog.ts';
import { freezesIn } from '../../../generators/model/operations/freezes.ts';
import { namedContents } from '../../../generators/model/service/files/contents.ts';
import { instantOf } from '../../../generators/model/time.ts';
import { editedCatalog } from '../../catalog/edited.ts';
import { heldOf, lostBetween } from '../../judging/held.ts';
import { UserError } from '../../terminal/errors.ts';
import { dataFile, type Edit, retirementText } from '../data-files.ts';
import { freezeRefusals, refuse } from '../gates/gates.ts';
import { retirementRefusals } from '../gates/retirement.ts';
import { thawFor } from '../gates/thaw.ts';
import { environmentOf, inOrder, serviceOf } from '../lookup.ts';
import { trailers } from '../message.ts';
import type { Change, Ground } from './change.ts';

/** Days after which the declaration of an end is over: until then a person has confirmed it, and branches from before are merged. */
const keptDays = 30;

interface Request {
  readonly service: string;
  /** Absent: it runs nowhere any more, and its file goes. */
  readonly env?: string;
  readonly reason: string;
  /** For which it passes a freeze. */
  readonly incident?: string;
  readonly now: number;
}

/**
 * What the end of a service in an environment changes: what commands and people have decided for it there goes, and what ends with it is
 * declared. Last of all its file goes.
 * @throws Refused while it runs where versions come first, too soon after its end there, and in a freeze
 * @throws UserError for a service that does not run there, or that its own file deploys
 */
export async function planRemoval(ground: Ground, request: Request): Promise<Change> {
  const { catalog } = ground;
  const service = serviceOf(catalog, request.service);
  if (service.initialRelease !== undefined) {
    throw new UserError({
      what: `The file of ${service.name} deploys it by its initialRelease.`,
      where: fileOf(catalog, service.name),
      how: 'Take initialRelease out, after a release has come in its place ("npm run ops -- deliver"), and merge that.',
    });
  }
  return request.env === undefined ? fileRemoval(catalog, service.name, request.reason) : endIn(ground, request, service.name, request.env);
}

async function endIn({ workspace, catalog }: Ground, { reason, incident, now }: Request, service: string, env: string): Promise<Change> {
  const environment = environmentOf(catalog, env);
  const { name } = environment;
  if (!catalog.releases.some((entry) => entry.environment === name && entry.service === service)) {
    throw new UserError({
      what: `${service} has no release in ${name}.`,
      where: name,
      how: 'Look where it is with "npm run ops -- status".',
    });
  }
  const request = { root: workspace.repository, base: workspace.base, catalog, environment, service, now };
  const frozen = incident === undefined ? freezeRefusals(environment, freezesIn(catalog, name), now) : [];
  refuse([...(await retirementRefusals(request)), ...frozen], name);
  const thaw = thawFor(catalog, environment, now, incident, reason);
  const own = [...catalog.releases, ...catalog.settings, ...catalog.scaling, ...catalog.sealedSecrets].filter(
    (entry) => entry.environment === name && entry.service === service,
  );
  const gone = new Map<string, Edit>(own.map(({ file }) => [file, undefined]));
  const { before, after } = generateChange(catalog, editedCatalog(catalog, gone));
  const lost = lostBetween(heldOf(before), heldOf(after), { ends: new Set(), renamed: [] });
  const ends = lost.map((held) => `${held.what} ${held.name}`);
  const rest = inOrder(catalog).filter(
    (other) => other.name !== name && catalog.releases.some((entry) => entry.environment === other.name && entry.service === service),
  );
  const [next] = rest;
  const until = instantOf(now + keptDays * 86_400_000);
  return {
    branch: `retire/${service}/${name}`,
    subject: `retire(${service}): ends in ${name}`,
    reason,
    trailers: trailers({ Service: service, Environment: name, Incident: incident }),
    edits: new Map([...gone, [dataFile('retired', name, service), retirementText({ reason, ends, until })], ...thaw]),
    next: [
      ...(environment.sync.confirmPrune ? ['A person confirms in Argo CD that the Applications go: docs/runbooks/remove.md.'] : []),
      next === undefined
        ? `When it is gone: npm run ops -- remove ${service} --reason <why>`
        : `After ${environment.delivery.soakHours}h: npm run ops -- remove ${service} --env ${next.name} --reason <why>`,
    ],
  };
}

/** The end of the file, when nothing of the service runs. */
function fileRemoval(catalog: Catalog, service: string, reason: string): Change {
  const [still] = inOrder(catalog).filter(({ name }) =>
    catalog.releases.some((entry) => entry.environment === name && entry.service === service),
  );
  if (still !== undefined) {
    refuse(
      [
        {
          gate: 'order',
          message: `${service} still runs in ${still.name}.`,
          fix: `End it there first: npm run ops -- remove ${service} --env ${still.name} --reason <why>`,
        },
      ],
      service,
    );
  }
  return {
    branch: `retire/${service}/file`,
    subject: `retire(${service}): its file goes`,
    reason,
    trailers: trailers({ Service: service }),
    edits: new Map([fileOf(catalog, service), ...ownContents(catalog, service)].map((file) => [file, undefined])),
  };
}

/** What the service alone takes in by `from`. */
function ownContents({ services }: Catalog, service: string): readonly string[] {
  const named = (own: boolean) =>
    services.flatMap(({ value }) => ((value.name === service) === own ? namedContents(value).map(({ file }) => file) : []));
  const others = named(false);
  return [...new Set(named(true))].filter((file) => !others.includes(file));
}

function fileOf({ services }: Catalog, service: string): string {
  return services.find(({ value }) => value.name === service)?.file ?? '';
}
