import type { Catalog } from '../../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../../generators/model/environment/environment.ts';
import { versionsFile } from '../../../generators/model/environment/versions.ts';
import { label } from '../../../generators/model/problems/problem.ts';
import { definitionFile } from '../../catalog/definitions.ts';
import { versionsText } from '../../catalog/versions.ts';
import { UserError } from '../../terminal/errors.ts';
import { environmentOf, inOrder } from '../lookup.ts';
import { isShape, shapeOf, shapes } from './service-shapes.ts';

/** A file that a person goes on with. */
export interface Draft {
  readonly file: string;
  readonly text: string;
  /** Files that come with it. */
  readonly beside?: ReadonlyMap<string, string>;
  /** What to do next, a line each. */
  readonly next: readonly string[];
}

/** What a new service resembles, and where it belongs. */
export interface Belonging {
  /** A shape of docs/services.md. */
  readonly like?: string;
  /** The team that it belongs to, which the platform file names. */
  readonly owner?: string;
  /** The folder that its generated files lie in. */
  readonly folder?: string;
}

/**
 * The file of a new service; without a shape one with a database and a route of its own.
 * @throws UserError when a name cannot be one, or there is no such shape
 */
export function serviceDraft(name: string, { like, owner, folder }: Belonging = {}): Draft {
  assertLabel(name, 'orders-service');
  if (owner !== undefined) assertLabel(owner, 'ledger');
  if (folder !== undefined) assertLabel(folder, 'purchasing');
  if (like !== undefined && !isShape(like)) {
    throw new UserError({ what: `"${like}" is no shape of a service.`, where: '--like', how: `Use one of ${shapes.join(', ')}.` });
  }
  const stem = name.replace(/-service$/, '');
  const role = stem.replaceAll('-', '_');
  const plain = {
    route: `/${stem}`,
    database: { name: `${role}_db`, user: `${role}_user` },
    uses: ['postgres', 'redis', 'tracing'],
  };
  return {
    file: `generators/catalog/services/${name}.ts`,
    text: definitionFile('services', {
      name,
      title: { en: titled(stem), zh: titled(stem) },
      ...(owner !== undefined && { owner }),
      ...(folder !== undefined && { folder }),
      ...(like === undefined ? plain : shapeOf(like, stem)),
    }),
    next: [
      'Write what it is for into title, and what it uses and calls; docs/services.md says what else a file may say.',
      'npm run build, commit, and open a pull request. Until it has a release nothing of it runs.',
      `npm run ops -- deliver ${name} --env dev --version <version> --digest <digest>`,
    ],
  };
}

/** Which environment a new one resembles: one by its name, or the last of a tier on the path of a version; neither: the last of all. */
export interface Resemblance {
  readonly like?: string;
  readonly tier?: string;
}

/** What an environment can be for, from the weakest to the strongest. */
const tiers: readonly EnvironmentDefinition['tier'][] = ['trial', 'rehearsal', 'production'];

/**
 * The file of a new environment: another one under another name, with versions from where that gets them.
 * @throws UserError when the name cannot be one, or belongs to an environment, and for what nothing resembles
 */
export function environmentDraft(catalog: Catalog, name: string, resemblance: Resemblance = {}): Draft {
  assertLabel(name, 'training');
  assertFree(catalog, name);
  const pattern = patternOf(catalog, resemblance);
  const from = pattern.delivery.from ?? pattern.name;
  const renamed = (text: string) => text.replaceAll(new RegExp(`(?<![a-z])${pattern.name}(?![a-z])`, 'g'), name);
  const suffix = `-${name}`;
  const { dns } = pattern.issuer;
  const { versions, ...written } = pattern;
  const definition = {
    ...written,
    name,
    shortName: name,
    title: { en: titled(name), zh: titled(name) },
    namespaces: { ...pattern.namespaces, app: `erp${suffix}` },
    clusters: pattern.clusters.map((cluster, index) => ({ ...cluster, name: `erp${suffix}${index === 0 ? '' : `-${index + 1}`}` })),
    host: ownHost(pattern.host, name),
    corsOrigins: [`https://${ownHost(pattern.host, name).replace(/^api\./, '')}`],
    // The name of an ACME directory may be a word for an environment, too: only the role is of this one.
    issuer: { ...pattern.issuer, dns: { ...dns, role: renamed(dns.role) } },
    alerting: renamedIn(pattern.alerting, renamed),
    observability: {
      ...renamedIn(pattern.observability, renamed),
      hosts: { grafana: ownHost(pattern.observability.hosts.grafana, name), jaeger: ownHost(pattern.observability.hosts.jaeger, name) },
    },
    backup: renamedIn(pattern.backup, renamed),
    delivery: { ...pattern.delivery, from },
  };
  return {
    file: `generators/catalog/environments/${name}.ts`,
    text: definitionFile('environments', definition),
    beside: new Map([[versionsFile(name), versionsText(versions)]]),
    next: [
      'Go through every line: title, hosts, cluster, access, sizes, buckets and roles are those of a first guess.',
      'Rules hold it for what its tier says: production, rehearsal or trial.',
      'npm run generate && npm run charts && npm run generate: the facts of its charts; until then those of the most similar environment stand for them.',
      `npm run build, commit, and open a pull request; argocd/${name}/root.yaml is applied once by hand.`,
      `npm run ops -- promote --all --from ${from} --to ${name}`,
    ],
  };
}

function patternOf(catalog: Catalog, { like, tier }: Resemblance): EnvironmentDefinition {
  const known = tiers.find((own) => own === tier);
  if (tier !== undefined && known === undefined) {
    const isEnvironment = catalog.environments.some(({ value }) => value.name === tier);
    throw new UserError({
      what: `"${tier}" is no tier.`,
      where: '--tier',
      how: `Use one of ${tiers.join(', ')}${isEnvironment ? `, or --like ${tier}` : ''}.`,
    });
  }
  const own = like === undefined ? undefined : environmentOf(catalog, like);
  if (own !== undefined && known !== undefined && own.tier !== known) {
    const how = `Leave out one of the two: of one like "${own.name}" the tier is "${own.tier}".`;
    throw new UserError({ what: `"${own.name}" is of the tier "${own.tier}", not "${known}".`, where: '--like, --tier', how });
  }
  const last = inOrder(catalog).findLast((environment) => known === undefined || environment.tier === known);
  if (own === undefined && last === undefined) {
    const how = `Start from one that there is (--like), and change its "tier".`;
    throw new UserError({ what: `No environment is of the tier "${tier}".`, where: '--tier', how });
  }
  return own ?? (last as EnvironmentDefinition);
}

function assertFree({ environments }: Catalog, name: string): void {
  if (environments.some(({ value }) => value.name === name))
    throw new UserError({ what: `There is an environment "${name}" already.`, how: 'Choose another name, or edit its file.' });
}

/**
 * The file of a new rule: that objects of a kind set a field.
 * @throws UserError for an id or a field that cannot be one
 */
export function ruleDraft(id: string, kind: string, field: string): Draft {
  if (!/^require-[a-z][a-z0-9-]*[a-z0-9]$/.test(id)) {
    throw new UserError({ what: `"${id}" does not say what the rule requires.`, how: 'Name it like require-run-limit.' });
  }
  if (!/^[A-Z][A-Za-z]+$/.test(kind))
    throw new UserError({ what: `"${kind}" is no kind.`, where: '--kind', how: 'Write it like Deployment.' });
  if (!/^(spec|metadata)(\.[A-Za-z][A-Za-z0-9]*)+$/.test(field)) {
    throw new UserError({ what: `"${field}" is no field.`, where: '--field', how: 'Write it like spec.activeDeadlineSeconds.' });
  }
  const keys = field.split('.').map((key) => `'${key}'`);
  const metadata = field.startsWith('metadata.');
  const nested = keys.slice(1).reduceRight((inner, key) => `{ ${key.slice(1, -1)}: ${inner} }`, '"1"');
  const good = metadata
    ? `metadata: { name: example, namespace: erp-prod, ${nested.slice(2, -2)} }`
    : `metadata: { name: example, namespace: erp-prod }\nspec: ${nested}`;
  return {
    file: `policies/rules/${id}.ts`,
    text: `import { at } from '../kubernetes/fields.ts';
import { titleOf } from '../kubernetes/objects.ts';
import { defineRule } from '../model.ts';

export default defineRule({
  id: '${id}',
  severity: 'error',
  manual: 'Decision of the team',
  summary: 'Set ${field} on every ${kind}.',
  rationale: 'Without ${field} a ${kind} does what the cluster does by default, which nobody has decided here.',
  remediation: 'Set ${field}.',
  scope: 'object',
  kinds: ['${kind}'],

  check(manifest) {
    if (at(manifest.fields, ${keys.join(', ')}) !== undefined) return [];
    return [{ message: \`\${titleOf(manifest)} does not set ${field}.\`, path: '${field}' }];
  },

  examples: {
    pass: [
      {
        name: 'the field is set',
        manifests: \`
apiVersion: ${apiVersionOf(kind)}
kind: ${kind}
${good}
\`,
      },
    ],
    fail: [
      {
        name: 'the field is absent',
        manifests: \`
apiVersion: ${apiVersionOf(kind)}
kind: ${kind}
metadata: { name: example, namespace: erp-prod }
\`,
        problems: [
          {
            on: '${kind}/example',
            message: '${kind} "example" does not set ${field}.',
            path: '${field}',
          },
        ],
      },
    ],
  },
});
`,
    next: [
      'Say in rationale why it matters, and in check what exactly is wrong.',
      `Show that it turns red: a mutation in test/support/mutations/kinds, such as '${id}': { 'lacks it': remove('${field}') }.`,
      'npm run docs and npm run build; fix what it finds.',
    ],
  };
}

function apiVersionOf(kind: string): string {
  const known: Readonly<Record<string, string>> = {
    Deployment: 'apps/v1',
    StatefulSet: 'apps/v1',
    DaemonSet: 'apps/v1',
    CronJob: 'batch/v1',
    Job: 'batch/v1',
  };
  return known[kind] ?? 'v1';
}

function assertLabel(name: string, example: string): void {
  if (label.test(name) && name.length <= 30) return;
  throw new UserError({
    what: `"${name}" is no name of at most 30 lower-case letters, digits and hyphens.`,
    how: `Write it like ${example}.`,
  });
}

function titled(name: string): string {
  const words = name.replaceAll('-', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

function ownHost(host: string, name: string): string {
  const [first = 'api', ...rest] = host.split('.');
  // erp.example.com of api.erp.example.com and of api.dev.erp.example.com.
  return [first, name, ...rest.slice(-3)].join('.');
}

function renamedIn<T>(value: T, renamed: (text: string) => string): T {
  if (typeof value === 'string') return renamed(value) as T & string;
  if (Array.isArray(value)) return value.map((item: unknown) => renamedIn(item, renamed)) as T & unknown[];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamedIn<unknown>(inner, renamed)])) as T & object;
}
