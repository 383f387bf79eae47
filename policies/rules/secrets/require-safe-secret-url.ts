import { type TemplateUrl, templateUrlsIn } from '../../kubernetes/credentials/template-urls.ts';
import { at, below, fieldsAt, textAt, texts } from '../../kubernetes/fields.ts';
import { serviceHosts } from '../../kubernetes/network/hosts.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { postgresBehind } from '../../kubernetes/operators/postgres-operator.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const host = 'postgres.erp-infra.svc.cluster.local';
const secret = (name: string, key: string, url: string) => `
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: ${name}, namespace: erp-prod }
spec: { target: { template: { data: { ${key}: "${url}" } } } }
`;
const server = `
---
apiVersion: v1
kind: Service
metadata: { name: postgres, namespace: erp-infra }
spec: { selector: { application: spilo, cluster-name: postgres } }
---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { tls: { secretName: postgres-tls } }
`;
const good = `postgres://web:{{ .PASSWORD | urlquery }}@${host}:5432/web?sslmode=verify-full&sslrootcert=/app/ca/ca.crt`;
const elsewhere = good.replace(host, 'db.example.com');
const cache = (scheme: string) => `${scheme}://:{{ .PASSWORD | urlquery }}@cache.example.com:6379/0`;
const path = 'spec.target.template.data.DATABASE_URL';
const on = 'ExternalSecret/web';
const from = 'escaped, and with the certificate checked';
const failing = (name: string, url: string, told: string) => ({
  name,
  from,
  change: { [`ExternalSecret/web > ${path}`]: url },
  problems: [{ on, message: `ExternalSecret "web" ${told}.`, path }],
});

export default defineRule({
  id: 'require-safe-secret-url',
  severity: 'error',
  manual: '2.3, 3.1 (D22, R24)',
  summary: 'Escape what a template puts into an address, and ask for TLS where its server speaks it.',
  rationale:
    'A password with "@", "/" or "%" makes another address of it, on the day when it is changed to one. A client that does not ask for TLS, or does ' +
    'not check the certificate, gives the password to whoever answers.',
  remediation:
    'Write "{{ .NAME | urlquery }}", and sslmode=verify-full with sslrootcert (generators/resources/external-secret.ts), or the scheme with the "s".',
  scope: 'object',
  kinds: ['ExternalSecret'],

  check(manifest, world) {
    return Object.entries(texts(fieldsAt(manifest.fields, 'spec', 'target', 'template', 'data'))).flatMap(([key, value]) =>
      templateUrlsIn(value)
        .flatMap((url) => [...escapes(url, key), ...encryption(url, key, world)])
        .map((told) => ({ message: `${titleOf(manifest)} ${told}.`, path: below('spec.target.template.data', key) })),
    );
  },

  examples: {
    pass: [
      { name: from, manifests: secret('web', 'DATABASE_URL', good) + server },
      {
        name: 'a server and a cache, with TLS for all',
        manifests: [elsewhere, elsewhere, cache('rediss'), cache('rediss')]
          .map((url, index) => secret('abcd'[index] ?? '', 'URL', url))
          .join(''),
      },
      {
        name: 'a server that nobody knows',
        manifests: secret('web', 'DATABASE_URL', 'postgres://web:{{ .P | urlquery }}@db.example.com/web'),
      },
      { name: 'a cache without TLS for all', manifests: secret('a', 'URL', cache('redis')) + secret('b', 'URL', cache('redis')) },
      {
        name: 'a value that is escaped before',
        manifests: secret('web', 'URL', '{{ $p := .P | urlquery }}amqp://web:{{ $p }}@mq.example.com/'),
      },
      { name: 'another way to ask for it', manifests: secret('web', 'DATABASE_URL', `jdbc:postgresql://${host}/web?ssl=true`) + server },
      { name: 'a value in the path', manifests: secret('web', 'HOOK_URL', 'https://hooks.example.com/{{ .token }}') },
    ],
    fail: [
      failing('as it is', good.replace(' | urlquery', ''), 'puts "{{ .PASSWORD }}" into the address of "DATABASE_URL" without "urlquery"'),
      failing(
        'nothing said of TLS',
        good.replace(/\?.*/, ''),
        `does not ask "${host}" for TLS in "DATABASE_URL": its sslmode is not stated, expected verify-full`,
      ),
      failing(
        'TLS switched off',
        good.replace('verify-full', 'disable'),
        `does not ask "${host}" for TLS in "DATABASE_URL": its sslmode is "disable", expected verify-full`,
      ),
      failing(
        'a certificate of anybody',
        good.replace('verify-full', 'require'),
        `does not ask "${host}" for TLS in "DATABASE_URL": its sslmode is "require", expected verify-full`,
      ),
      {
        name: 'another certificate than others ask for, and a cache without TLS',
        from: 'a server and a cache, with TLS for all',
        change: {
          'ExternalSecret/b > spec.target.template.data.URL': elsewhere.replace(/&ssl.*/, ''),
          'ExternalSecret/d > spec.target.template.data.URL': cache('redis'),
        },
        problems: [
          {
            on: 'ExternalSecret/b',
            message:
              'ExternalSecret "b" checks the certificate of "db.example.com" in "URL" by no sslrootcert, others by "/app/ca/ca.crt".',
            path: 'spec.target.template.data.URL',
          },
          {
            on: 'ExternalSecret/d',
            message: 'ExternalSecret "d" does not ask "cache.example.com" for TLS in "URL": others ask it by "rediss".',
            path: 'spec.target.template.data.URL',
          },
        ],
      },
    ],
  },
});

function escapes({ raw }: TemplateUrl, key: string): readonly string[] {
  return raw.map((action) => `puts "${action}" into the address of "${key}" without "urlquery"`);
}

/** From the weakest to the strongest (PostgreSQL 16, libpq "SSL Support"); without a mode it is `prefer`, which takes what it gets. */
const modes: readonly string[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

function encryption(url: TemplateUrl, key: string, world: World): readonly string[] {
  const asked = askedOf(world).get(url.host);
  if (!isPostgres(url)) {
    return asked?.schemes.has(`${url.scheme}s`) === true
      ? [`does not ask "${url.host}" for TLS in "${key}": others ask it by "${url.scheme}s"`]
      : [];
  }
  const mode = url.query.get('sslmode');
  const asksOtherwise = mode === undefined && [...url.query.keys()].some((name) => /^(?:ssl|tls)/.test(name) && name !== 'sslrootcert');
  if (asksOtherwise) return [];
  const strongest = isServerKnown(url, world) ? modes.length - 1 : (asked?.strongest ?? -1);
  const expected = strongest >= modes.indexOf('require') ? strongest : -1;
  if (modes.indexOf(mode ?? 'prefer') < expected) {
    const said = mode === undefined ? 'is not stated' : `is "${mode}"`;
    return [`does not ask "${url.host}" for TLS in "${key}": its sslmode ${said}, expected ${modes[expected]}`];
  }
  if (url.query.has('sslrootcert')) return [];
  const roots = asked?.roots.get(mode);
  const [root, ...more] = roots?.named ?? [];
  // This one alone names none.
  if (root === undefined || more.length > 0 || (roots?.without ?? 0) > 1) return [];
  return [`checks the certificate of "${url.host}" in "${key}" by no sslrootcert, others by "${root}"`];
}

function isPostgres({ scheme }: TemplateUrl): boolean {
  return scheme === 'postgres' || scheme === 'postgresql';
}

/** Whether the address is that of a database of the environment with a certificate of its own. */
function isServerKnown({ host: name }: TemplateUrl, world: World): boolean {
  const [found] = serviceHosts(name);
  const postgres = found && postgresBehind(world, found.namespace, found.service);
  return textAt(at(postgres?.fields, 'spec', 'tls'), 'secretName') !== undefined;
}

/** What the templates of all ExternalSecrets ask of one host. */
interface Asked {
  readonly schemes: Set<string>;
  /** Index of the strongest mode that somebody asks for. */
  strongest: number;
  /** Authorities by mode, and how many addresses name none. */
  readonly roots: Map<string | undefined, { readonly named: Set<string>; without: number }>;
}

const askedOf = perWorld((world: World): ReadonlyMap<string, Asked> => {
  const hosts = new Map<string, Asked>();
  const templates = world
    .ofKind('ExternalSecret')
    .flatMap(({ fields }) => Object.values(texts(fieldsAt(fields, 'spec', 'target', 'template', 'data'))));
  for (const url of templates.flatMap(templateUrlsIn)) {
    const asked = hosts.get(url.host) ?? { schemes: new Set<string>(), strongest: -1, roots: new Map() };
    hosts.set(url.host, asked);
    asked.schemes.add(url.scheme);
    if (!isPostgres(url)) continue;
    const [mode, root] = [url.query.get('sslmode'), url.query.get('sslrootcert')];
    asked.strongest = Math.max(asked.strongest, modes.indexOf(mode ?? ''));
    const roots = asked.roots.get(mode) ?? { named: new Set<string>(), without: 0 };
    asked.roots.set(mode, roots);
    if (root === undefined) roots.without += 1;
    else roots.named.add(root);
  }
  return hosts;
});
