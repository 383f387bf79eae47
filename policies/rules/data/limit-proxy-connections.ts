import { at, presentAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import type { Manifest } from '../../model.ts';
import { defineRule } from '../../model.ts';

/** HAProxy 3.3: two buffers of 16 KiB and what belongs to them, for each connection that is busy; and the program itself. */
const each = 33 * 1024;
const alone = 32 * 2 ** 20;

const application = (haproxy: string, chart = 'redis-ha') => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: redis-ha-production, namespace: argocd }
spec:
  source:
    chart: ${chart}
    helm:
      valuesObject: ${chart === 'redis-ha' ? `{ haproxy: { enabled: true, ${haproxy} } }` : `{ "redis-ha": { enabled: true, haproxy: { ${haproxy} } } }`}
`;

const bounds = 'extraConfig: "global\\n  maxconn 4096\\n"';
const memory = (limit: string) => `resources: { limits: { memory: ${limit} } }`;
const path = 'spec.source.helm.valuesObject.haproxy';

export default defineRule({
  id: 'limit-proxy-connections',
  severity: 'error',
  manual: '3.2',
  summary: 'Bound the clients of the proxy before Redis, within the memory that it has.',
  rationale:
    'Without a bound HAProxy takes the number of files that its node allows, and reserves memory for each: where the runtime allows ' +
    'a billion it is killed while it starts, and Redis has no address.',
  remediation: 'Set `maxconn` in a section `global` of haproxy.extraConfig, and memory for it, in generators/charts/redis-ha.ts.',
  scope: 'object',
  kinds: ['Application'],

  check(manifest) {
    return proxies(manifest).flatMap(({ values, path }) => {
      const title = `HAProxy of ${titleOf(manifest)}`;
      const bound = boundOf(`${textAt(values, 'extraConfig') ?? ''}\n${textAt(values, 'customConfig') ?? ''}`);
      if (bound === undefined)
        return [{ message: `${title} takes as many clients as its node allows files.`, path: `${path}.extraConfig` }];
      const limit = quantity(presentAt(values, 'resources', 'limits', 'memory'));
      const needed = Math.ceil((alone + bound * each) / 2 ** 20);
      const field = `${path}.resources.limits.memory`;
      if (limit === undefined)
        return [{ message: `${title} says no limit of memory, and needs ${needed} MiB for ${bound} clients.`, path: field }];
      if (limit >= needed * 2 ** 20) return [];
      const has = `${Math.floor(limit / 2 ** 20)} MiB`;
      return [{ message: `${title} has a limit of ${has}, and needs ${needed} MiB for ${bound} clients.`, path: field }];
    });
  },

  examples: {
    pass: [
      { name: 'a bound, and memory for it', manifests: application(`${bounds}, ${memory('256Mi')}`) },
      { name: 'the same in the chart of Argo CD', manifests: application(`${bounds}, ${memory('256Mi')}`, 'argo-cd') },
      { name: 'no proxy', manifests: application('').replace('enabled: true', 'enabled: false') },
      { name: 'another chart', manifests: application('', 'loki') },
    ],
    fail: [
      {
        name: 'no bound',
        from: 'a bound, and memory for it',
        change: { 'spec.source.helm.valuesObject.haproxy.extraConfig': undefined },
        problems: [
          {
            on: 'Application/redis-ha-production',
            message: 'HAProxy of Application "redis-ha-production" takes as many clients as its node allows files.',
            path: `${path}.extraConfig`,
          },
        ],
      },
      {
        name: 'less memory than the clients take',
        from: 'a bound, and memory for it',
        change: { 'spec.source.helm.valuesObject.haproxy.resources.limits.memory': '128Mi' },
        problems: [
          {
            on: 'Application/redis-ha-production',
            message: 'HAProxy of Application "redis-ha-production" has a limit of 128 MiB, and needs 164 MiB for 4096 clients.',
            path: `${path}.resources.limits.memory`,
          },
        ],
      },
      {
        name: 'a bound of one listener only',
        from: 'the same in the chart of Argo CD',
        change: {
          'spec.source.helm.valuesObject.redis-ha.haproxy.extraConfig': `listen x
  maxconn 10
`,
        },
        problems: [
          {
            on: 'Application/redis-ha-production',
            message: 'HAProxy of Application "redis-ha-production" takes as many clients as its node allows files.',
            path: 'spec.source.helm.valuesObject.redis-ha.haproxy.extraConfig',
          },
        ],
      },
    ],
  },
});

/** Values of the proxies of an Application: of the chart redis-ha 4.39.0, and of the same chart within Argo CD's 10.1.1. */
function proxies({ fields }: Manifest): readonly { readonly values: unknown; readonly path: string }[] {
  const source = at(fields, 'spec', 'source');
  const values = at(source, 'helm', 'valuesObject');
  const path = 'spec.source.helm.valuesObject';
  switch (textAt(source, 'chart')) {
    case 'redis-ha':
      return at(values, 'haproxy', 'enabled') === true ? [{ values: at(values, 'haproxy'), path: `${path}.haproxy` }] : [];
    case 'argo-cd': {
      const redis = at(values, 'redis-ha');
      if (at(redis, 'enabled') !== true || at(redis, 'haproxy', 'enabled') === false) return [];
      return [{ values: at(redis, 'haproxy'), path: `${path}.redis-ha.haproxy` }];
    }
    default:
      return [];
  }
}

const sections = /^\s*(?:global|defaults|frontend|backend|listen|peers|resolvers|userlist|cache|ring|program)\b/;

/** The `maxconn` of the sections `global`. */
function boundOf(configuration: string): number | undefined {
  let inGlobal = false;
  let bound: number | undefined;
  for (const line of configuration.split('\n')) {
    if (sections.test(line)) inGlobal = /^\s*global\b/.test(line);
    const [, number] = /^\s*maxconn\s+(\d+)\s*$/.exec(line) ?? [];
    if (inGlobal && number !== undefined) bound = Number(number);
  }
  return bound;
}
