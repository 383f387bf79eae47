import { type CodeOwners, readCodeOwners } from '../../company/code-owners.ts';
import { isProduction, tierName, tierOf } from '../../environments.ts';
import {
  type DeclaredEnvironment,
  type DeclaredService,
  type DeliveryFacts,
  deliveryFactsOf,
  environmentIn,
} from '../../kubernetes/argo-cd/delivery-facts.ts';
import { at, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { applicationOf } from '../../rollout/place.ts';
import { quotedList } from '../../wording.ts';

const path = 'spec.source.path';
const owners = `
      * @example-erp/ops
      /generators/catalog/services/ @example-erp/dev @example-erp/ops
      /generators/catalog/services/web.ts @example-erp/shop
      /generators/catalog/services/web/ @example-erp/shop
      /overlays/dev/ @example-erp/dev
      /overlays/production/ @example-erp/ops
`;
const example = (text: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web-dev, namespace: argocd, labels: { environment: dev, erp.example.com/application: web, app.kubernetes.io/component: service } }
spec: { source: { path: overlays/dev/web } }
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web-production, namespace: argocd, labels: { environment: production, erp.example.com/application: web, app.kubernetes.io/component: service } }
spec: { source: { path: overlays/production/web } }
---
apiVersion: facts.erp.example.com/v1
kind: DeliveryFacts
metadata: { name: delivery }
spec:
  approvers: { dev: "@example-erp/dev", ops: "@example-erp/ops" }
  teams: { shop: { codeOwner: "@example-erp/shop", channel: "#shop" } }
  services: [{ name: web, file: generators/catalog/services/web.ts, owner: shop, contents: [generators/catalog/services/web/robots.txt] }]
  environments:
    - { name: dev, access: [{ group: dev, merge: true }, { group: ops, merge: false }] }
    - { name: production, access: [{ group: dev, merge: false }, { group: ops, merge: true }] }
  folders:
    - { path: overlays/dev/web, reaches: [overlays/dev/web, base/web] }
    - { path: overlays/production/web, reaches: [overlays/production/web, base/web] }
  codeOwners:
    file: .github/CODEOWNERS
    text: |${text}`;
const from = 'each asks those whose it is';
const text = 'DeliveryFacts/delivery > spec.codeOwners.text';
/** Without the indentation of the example. */
const lines = (written: string) => written.replaceAll(/^ +/gm, '').trimStart();
const without = (line: string) => lines(owners.replace(new RegExp(`^.*${line}.*\\n`, 'm'), ''));
const problem = (name: string, message: string) => ({ on: `Application/${name}`, message: `Application "${name}" ${message}`, path });

export default defineRule({
  id: 'match-code-owners',
  severity: 'error',
  manual: '1.1, docs/access.md',
  summary:
    'Let the Git host ask for each change those whose cluster it changes, and for the file of a service the team that it belongs to.',
  rationale:
    'What Argo CD applies is what was merged, so whoever approves a path decides about the cluster that the path reaches. A line that is missing, or ' +
    'that a later one takes the path from, lets others decide, and nobody is told.',
  remediation:
    'Run "npm run generate"; who approves follows from groups, teams, access and owner in generators/catalog, and from generators/delivery/code-owners.ts.',
  scope: 'object',
  kinds: ['Application'],

  check(manifest, world) {
    const facts = deliveryFactsOf(world);
    const asked = codeOwnersOf(world);
    const folder = textAt(manifest.fields, 'spec', 'source', 'path');
    if (facts === undefined || asked === undefined || folder === undefined) return [];
    return wishesFor(manifest, folder, facts, world).flatMap((wish) => problemsOf(manifest, asked, facts.codeOwners?.file ?? '', wish));
  },

  examples: {
    pass: [
      { name: from, manifests: example(owners) },
      {
        name: 'as Gitea reads it: every line that fits is asked',
        manifests: example(`
      !(?:generators/catalog/services/.*|overlays/.*) @example-erp/ops
      generators/catalog/services/.* @example-erp/dev @example-erp/ops
      generators/catalog/services/web\\\\.ts @example-erp/shop
      generators/catalog/services/web/.* @example-erp/shop
      overlays/dev/.* @example-erp/dev
      overlays/production/.* @example-erp/ops
`),
      },
    ],
    fail: [
      {
        name: 'no line for the team',
        from,
        change: { [text]: without('web.ts') },
        problems: [
          problem(
            'web-dev',
            'comes of "generators/catalog/services/web.ts", which "@example-erp/dev", "@example-erp/ops" approve by .github/CODEOWNERS, expected "@example-erp/shop".',
          ),
        ],
      },
      {
        name: 'a later line that takes production and what the team takes in',
        from,
        change: { [text]: `${lines(owners)}/overlays/ @example-erp/dev\nrobots.txt @example-erp/ops\n` },
        problems: [
          problem(
            'web-dev',
            'comes of "generators/catalog/services/web/robots.txt", which "@example-erp/ops" approve by .github/CODEOWNERS, expected "@example-erp/shop".',
          ),
          problem(
            'web-production',
            'comes of "overlays/production/web", which "@example-erp/dev" approve by .github/CODEOWNERS, expected "@example-erp/ops".',
          ),
        ],
      },
      {
        name: 'a base of production that developers approve, and an overlay that nobody does',
        from,
        change: { [text]: `${lines(owners)}/base/ @example-erp/dev @example-erp/ops\n/overlays/dev/web/\n` },
        problems: [
          problem('web-dev', 'comes of "overlays/dev/web", which nobody approves by .github/CODEOWNERS, expected "@example-erp/dev".'),
          problem(
            'web-production',
            'comes of "base/web", which "@example-erp/dev", "@example-erp/ops" approve by .github/CODEOWNERS, expected "@example-erp/ops".',
          ),
        ],
      },
    ],
  },
});

interface Wish {
  readonly file: string;
  readonly what: string;
  readonly expected: readonly string[];
  /** Some of them are enough. */
  readonly areSome?: boolean;
}

function wishesFor(manifest: Manifest, folder: string, facts: DeliveryFacts, world: World): readonly Wish[] {
  const guards = (what: string): Wish => ({ file: `${what}/kustomization.yaml`, what, expected: guardsOf(facts), areSome: true });
  // Whoever writes an Application can put it into any project.
  if (`${folder}/`.startsWith('argocd/')) return [guards(folder)];
  const environment = environmentIn(facts, manifest.labels['environment'] ?? '');
  if (environment === undefined) return [];
  const service = facts.services.get(applicationOf(manifest));
  const isGuarded = isProduction({ tier: tierOf(manifest.labels, environment.name) });
  const below = isGuarded ? (facts.folders.get(folder) ?? []).filter((reached) => reached !== folder) : [];
  return [
    { file: `${folder}/kustomization.yaml`, what: folder, expected: decidersOf(environment, facts) },
    // Of what several environments build on, those of one that is guarded decide.
    ...below.map(guards),
    ...(service !== undefined && isFirst(manifest, world) ? filesOf(service, facts, world) : []),
  ];
}

function problemsOf(
  manifest: Manifest,
  asked: CodeOwners,
  where: string,
  { file, what, expected, areSome = false }: Wish,
): readonly Problem[] {
  const found = asked.approversOf(file);
  const isMissed = areSome ? found.length === 0 : expected.some((approver) => !found.includes(approver));
  // Where one of a line is enough, each more of them decides alone.
  const isWider = asked.oneLineDecides && found.some((approver) => !expected.includes(approver));
  if (!isMissed && !isWider) return [];
  const who = found.length === 0 ? 'nobody approves' : `${quotedList(found)} approve`;
  return [{ message: `${titleOf(manifest)} comes of "${what}", which ${who} by ${where}, expected ${quotedList(expected)}.`, path }];
}

/** The file of a service and what it takes in: its team approves them, or all groups where it has none. */
function filesOf({ name, file, contents }: DeclaredService, facts: DeliveryFacts, world: World): readonly Wish[] {
  const teamsOf = (names: readonly string[]) => {
    const teams = names.map((own) => facts.teams.get(facts.services.get(own)?.owner ?? '')?.codeOwner);
    return teams.some((team) => team === undefined) ? Object.values(facts.approvers) : [...new Set(teams.flatMap((team) => team ?? []))];
  };
  return [
    { file, what: file, expected: teamsOf([name]) },
    ...contents.map((own) => ({ file: own, what: own, expected: teamsOf(readersOf(world).get(own) ?? []) })),
  ];
}

/** The services that take in a file, by that file. */
const readersOf = perWorld((world: World): ReadonlyMap<string, readonly string[]> => {
  const services = [...(deliveryFactsOf(world)?.services.values() ?? [])];
  const takes = services.flatMap(({ name, contents }) => contents.map((file) => ({ name, file })));
  return new Map([...Map.groupBy(takes, ({ file }) => file)].map(([file, readers]) => [file, readers.map(({ name }) => name)]));
});

/** Who may merge what changes an environment. */
function decidersOf({ access }: DeclaredEnvironment, { approvers }: DeliveryFacts): readonly string[] {
  return access.flatMap((row) => {
    const group = at(row, 'merge') === true ? textAt(row, 'group') : undefined;
    return group === undefined ? [] : [approvers[group] ?? group];
  });
}

function guardsOf(facts: DeliveryFacts): readonly string[] {
  const guarded = facts.environments.filter(({ name, written }) =>
    isProduction({ tier: tierOf({ [tierName]: textAt(written, 'tier') ?? '' }, name) }),
  );
  return [...new Set(guarded.flatMap((environment) => decidersOf(environment, facts)))];
}

/** What is said of a service is said once, whatever environments it runs in. */
function isFirst(manifest: Manifest, world: World): boolean {
  return firstOf(world).get(applicationOf(manifest)) === manifest;
}

const firstOf = perWorld((world: World): ReadonlyMap<string, Manifest> => {
  const first = new Map<string, Manifest>();
  for (const application of world.ofKind('Application'))
    if (!first.has(applicationOf(application))) first.set(applicationOf(application), application);
  return first;
});

const codeOwnersOf = perWorld((world: World): CodeOwners | undefined => {
  const text = deliveryFactsOf(world)?.codeOwners?.text;
  return text === undefined ? undefined : readCodeOwners(text);
});
