import { generate, generateChange } from '../../../generators/generate.ts';
import type { Catalog } from '../../../generators/model/catalog.ts';
import { freezesIn } from '../../../generators/model/operations/freezes.ts';
import { namedContents } from '../../../generators/model/service/files/contents.ts';
import { instantOf } from '../../../generators/model/time.ts';
import { editedCatalog } from '../../catalog/edited.ts';
import { editedLiteral } from '../../judging/fix/literal-edit.ts';
import { heldOf, lostBetween } from '../../judging/held.ts';
import { definitionOf } from '../../repository/literal/definitions.ts';
import { createSources } from '../../repository/sources.ts';
import { UserError } from '../../terminal/errors.ts';
import { dataFile, type Edit, releaseText, retirementText } from '../data-files.ts';
import { freezeRefusals, refuse } from '../gates/gates.ts';
import { retirementRefusals } from '../gates/retirement.ts';
import { thawFor } from '../gates/thaw.ts';
import { deployedRelease, environmentOf, inOrder, releaseOf, serviceOf } from '../lookup.ts';
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
 * @throws UserError for a service that does not run there
 */
export async function planRemoval(ground: Ground, request: Request): Promise<Change> {
  const { catalog } = ground;
  const service = serviceOf(catalog, request.service);
  return request.env === undefined ? fileRemoval(catalog, service.name, request.reason) : endIn(ground, request, service.name, request.env);
}

async function endIn({ workspace, catalog }: Ground, { reason, incident, now }: Request, service: string, env: string): Promise<Change> {
  const environment = environmentOf(catalog, env);
  const { name } = environment;
  deployedRelease(catalog, name, service);
  const request = { root: workspace.repository, base: workspace.base, catalog, environment, service, now };
  const frozen = incident === undefined ? freezeRefusals(environment, freezesIn(catalog, name), now) : [];
  refuse([...(await retirementRefusals(request)), ...frozen], name);
  const thaw = thawFor(catalog, environment, now, incident, reason);
  const own = [...catalog.releases, ...catalog.settings, ...catalog.scaling, ...catalog.sealedSecrets].filter(
    (entry) => entry.environment === name && entry.service === service,
  );
  const gone = new Map<string, Edit>([
    ...own.map(({ file }): [string, Edit] => [file, undefined]),
    ...placed(workspace.repository, catalog, service, name),
  ]);
  const stayed = [...gone.keys()].flatMap((path) =>
    gone.get(path) === undefined ? [] : (/\/releases\/([^/]+)\//.exec(path)?.slice(1) ?? []),
  );
  const without = editedCatalog(catalog, gone);
  const { before, after } =
    serviceOf(catalog, service).initialRelease === undefined
      ? generateChange(catalog, without)
      : { before: generate(catalog), after: generate(without) };
  const lost = lostBetween(heldOf(before), heldOf(after), { ends: new Set(), renamed: [] });
  const ends = lost.map((held) => `${held.what} ${held.name}`);
  const rest = inOrder(catalog).filter((other) => other.name !== name && releaseOf(catalog, other.name, service) !== undefined);
  const [next] = rest;
  const until = instantOf(now + keptDays * 86_400_000);
  return {
    branch: `retire/${service}/${name}`,
    subject: `retire(${service}): ends in ${name}`,
    reason,
    trailers: [
      ...trailers({ Service: service, Environment: name }),
      ...stayed.map((value) => ({ key: 'Environment', value })),
      ...trailers({ Incident: incident }),
    ],
    edits: new Map([...gone, [dataFile('retired', name, service), retirementText({ reason, ends, until })], ...thaw]),
    next: [
      ...(environment.sync.confirmPrune ? ['A person confirms in Argo CD that the Applications go: docs/runbooks/remove.md.'] : []),
      next === undefined
        ? `When it is gone: npm run ops -- remove ${service} --reason <why>`
        : `After ${environment.delivery.soakHours}h: npm run ops -- remove ${service} --env ${next.name} --reason <why>`,
    ],
  };
}

/**
 * A service that runs by its `initialRelease` runs everywhere, and so cannot end in one environment: elsewhere the same build becomes a release
 * of its own, and the field goes. Nothing changes there.
 */
function placed(repository: string, catalog: Catalog, service: string, but: string): readonly (readonly [string, Edit])[] {
  const { initialRelease } = serviceOf(catalog, service);
  if (initialRelease === undefined) return [];
  const file = fileOf(catalog, service);
  const definition = definitionOf(file);
  const text = createSources(repository).text(file) ?? '';
  const edited = definition && editedLiteral(text, definition, { keys: ['initialRelease'], remove: true });
  if (edited === undefined) {
    throw new UserError({
      what: 'The field initialRelease cannot be taken out of the file.',
      where: file,
      how: 'Take it out by hand, with a release in each environment that keeps the service.',
    });
  }
  const others = catalog.environments
    .map(({ value }) => value.name)
    .filter((name) => name !== but && !catalog.releases.some((entry) => entry.environment === name && entry.service === service));
  return [[file, edited], ...others.map((name) => [dataFile('releases', name, service), releaseText(initialRelease)] as const)];
}

/** The end of the file, when nothing of the service runs. */
function fileRemoval(catalog: Catalog, service: string, reason: string): Change {
  const [still] = inOrder(catalog).filter(({ name }) => releaseOf(catalog, name, service) !== undefined);
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
