import { certificatesAsked } from '../../kubernetes/edge/certificates-asked.ts';
import { at, fieldsAt, listAt, textAt } from '../../kubernetes/fields.ts';
import { findInCluster, titleOf } from '../../kubernetes/objects.ts';
import type { Fields, Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const gateway = (host: string) => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra, annotations: { cert-manager.io/cluster-issuer: letsencrypt } }
spec: { listeners: [{ name: https, protocol: HTTPS, port: 443, hostname: "${host}", tls: { certificateRefs: [{ name: api-tls }] } }] }
`;
const acme = (solver: string) => `
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: letsencrypt }
spec: { acme: { server: "https://acme-v02.api.letsencrypt.org/directory", solvers: [${solver}] } }
`;
const authority = `
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: data-ca, namespace: erp-infra }
spec: { ca: { secretName: data-ca } }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: postgres-tls, namespace: erp-infra }
spec: { secretName: postgres-tls, dnsNames: [postgres.erp-infra.svc], issuerRef: { name: data-ca } }
---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { tls: { secretName: postgres-tls } }
`;
const route53 = '{ dns01: { route53: { region: eu-central-1 } }, selector: { dnsZones: [example.com] } }';
const example = gateway('api.erp.example.com') + acme(route53) + authority;
const rooted = `
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: self }
spec: { selfSigned: {} }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: root, namespace: cert-manager }
spec: { isCA: true, secretName: data-ca, commonName: root, issuerRef: { kind: ClusterIssuer, name: self } }
`;
const ingress = `
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: erp-prod, annotations: { cert-manager.io/cluster-issuer: letsencrypt } }
spec: { ingressClassName: nginx, tls: [{ hosts: [web.example.com], secretName: web-tls }] }
`;
const from = 'a solver for the hosts, and an authority for the database';
const issuer = 'ClusterIssuer/letsencrypt';
const solver = 'spec.acme.solvers[0]';
const failing = (name: string, change: unknown, told: string, path: string) => ({
  name,
  from,
  change: { [`${issuer} > ${solver}`]: change },
  problems: [{ on: issuer, message: `ClusterIssuer "letsencrypt" ${told}.`, path }],
});

export default defineRule({
  id: 'match-issuer-hosts',
  severity: 'error',
  manual: '2.6, 3.1 (D10, D22)',
  summary: 'Let every issuer be able to answer for the hosts that ask it, by an authority that clients know.',
  rationale:
    'A host in no zone of a solver, or behind a controller that is not there, gets no certificate, and the one that it has runs out. What signs ' +
    'itself no client takes, and each client that is told to take it takes anybody.',
  remediation: 'Correct "tls" in the file of the environment (generators/catalog/environments), or the issuer in generators/platform.',
  scope: 'object',
  kinds: ['ClusterIssuer', 'Issuer'],

  check(manifest, world) {
    const spec = fieldsAt(manifest.fields, 'spec');
    const found = at(spec, 'selfSigned') === undefined ? solverProblems(manifest, spec, world) : selfSigned(manifest, world);
    return found.map(({ message, path }) => ({ message: `${titleOf(manifest)} ${message}.`, path }));
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      { name: 'an authority that signs itself, for others', manifests: rooted + authority },
      {
        name: 'by the controller of the Ingress that asks',
        manifests: ingress + acme('{ http01: { ingress: { ingressClassName: nginx } } }'),
      },
      {
        name: 'every host of labelled certificates',
        manifests: gateway('a.example.com') + acme('{ dns01: {}, selector: { matchLabels: { a: b } } }'),
      },
    ],
    fail: [
      {
        name: 'another zone',
        from,
        change: { [`${issuer} > ${solver}.selector.dnsZones[0]`]: 'example.org' },
        problems: [
          {
            on: issuer,
            message: 'ClusterIssuer "letsencrypt" has no solver for "api.erp.example.com", which Gateway "erp-gateway" asks for.',
            path: 'spec.acme.solvers',
          },
        ],
      },
      failing(
        'a controller that is not there',
        { http01: { ingress: { ingressClassName: 'nginx' } } },
        'answers for "api.erp.example.com" by an Ingress of the class "nginx", but Gateway "erp-gateway" serves it',
        `${solver}.http01.ingress`,
      ),
      failing(
        'a Gateway that is not there',
        { http01: { gatewayHTTPRoute: { parentRefs: [{ name: 'edge', namespace: 'erp-infra' }] } } },
        'answers for "api.erp.example.com" by the Gateway "edge", which does not exist in namespace "erp-infra"',
        `${solver}.http01.gatewayHTTPRoute.parentRefs[0]`,
      ),
      failing(
        'a region that there is not',
        { dns01: { route53: { region: 'us-east-11' } } },
        'names the region "us-east-11", and no region of AWS is called so',
        `${solver}.dns01.route53.region`,
      ),
      {
        name: 'a wildcard by a file, which proves one host',
        from,
        change: {
          [`${issuer} > ${solver}`]: { http01: { gatewayHTTPRoute: {} } },
          'Gateway/erp-gateway > spec.listeners[0].hostname': '*.erp.example.com',
        },
        problems: [
          {
            on: issuer,
            message: 'ClusterIssuer "letsencrypt" has no solver for "*.erp.example.com", which Gateway "erp-gateway" asks for.',
            path: 'spec.acme.solvers',
          },
        ],
      },
      {
        name: 'a database that signs itself',
        from,
        change: { 'Issuer/data-ca > spec': { selfSigned: {} } },
        problems: [
          {
            on: 'Issuer/data-ca',
            message: 'Issuer "data-ca" lets Certificate "postgres-tls" sign itself, so that no client can tell it from any other.',
            path: 'spec.selfSigned',
          },
        ],
      },
      {
        name: 'an issuer beside the authority, which nothing asks',
        from,
        change: { 'ClusterIssuer/self': rooted.split('---')[1] ?? '' },
        problems: [
          {
            on: 'ClusterIssuer/self',
            message: 'ClusterIssuer "self" signs for nobody here, and lets whoever asks it sign itself.',
            path: 'spec.selfSigned',
          },
        ],
      },
    ],
  },
});

function selfSigned(issuer: Manifest, world: World): readonly Problem[] {
  const all = certificatesAsked(world);
  const own = all.filter((asked) => asked.issuer === issuer);
  // For an authority it is the beginning; others may be put into the clients by hand, unless a server of the platform shows them.
  const shown = own.find(({ isAuthority, isServed }) => !isAuthority && isServed);
  const path = 'spec.selfSigned';
  if (shown !== undefined) {
    return [{ message: `lets ${titleOf(shown.by)} sign itself, so that no client can tell it from any other`, path }];
  }
  if (own.length > 0 || all.length === 0) return [];
  return [{ message: 'signs for nobody here, and lets whoever asks it sign itself', path }];
}

/** Regions are called after a part of the world, a direction and a number (AWS, "Regions and Availability Zones"). */
const region = /^(?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-(?:gov|iso[a-z]?))?-(?:(?:north|south)(?:east|west)?|east|west|central)-[1-9]$/;

function solverProblems(issuer: Manifest, spec: Fields, world: World): readonly Problem[] {
  const solvers = listAt(spec, 'acme', 'solvers');
  if (solvers.length === 0) return [];
  const regions = solvers.flatMap((item, index): readonly Problem[] => {
    const named = textAt(item, 'dns01', 'route53', 'region');
    if (named === undefined || region.test(named) || /[^\w-]/.test(named)) return [];
    return [
      {
        message: `names the region "${named}", and no region of AWS is called so`,
        path: `spec.acme.solvers[${index}].dns01.route53.region`,
      },
    ];
  });
  const hosts = certificatesAsked(world)
    .filter((asked) => asked.issuer === issuer)
    .flatMap(({ by, hosts: names }) => names.map((host) => ({ by, host })));
  // Labels of a certificate that only cert-manager makes are not known.
  if (solvers.some((item) => at(item, 'selector', 'matchLabels') !== undefined)) return regions;
  const seen = new Set<string>();
  const answers = hosts.flatMap(({ by, host }): readonly Problem[] => {
    const able = solvers.flatMap((item, index) => (isFor(item, host) ? [{ item, index }] : []));
    if (able.length === 0) return [{ message: `has no solver for "${host}", which ${titleOf(by)} asks for`, path: 'spec.acme.solvers' }];
    return able.length > 1 ? [] : able.flatMap(({ item, index }) => wayProblems(item, `spec.acme.solvers[${index}]`, by, host, world));
  });
  // One for each place: the hosts of a Gateway come the same way.
  return [...regions, ...answers.filter(({ path }) => !seen.has(path) && seen.add(path))];
}

/** Whether a solver may be taken for a host (cert-manager 1.21.1, `solverpicker.Pick`): a wildcard is proven by DNS alone. */
function isFor(item: unknown, host: string): boolean {
  if (at(item, 'http01') !== undefined && host.startsWith('*.')) return false;
  const [names, zones] = [listAt(item, 'selector', 'dnsNames'), listAt(item, 'selector', 'dnsZones')];
  if (names.length > 0 && !names.includes(host)) return false;
  return zones.length === 0 || zones.some((zone) => typeof zone === 'string' && (host === zone || host.endsWith(`.${zone}`)));
}

function wayProblems(item: unknown, path: string, by: Manifest, host: string, world: World): readonly Problem[] {
  const ingress = at(item, 'http01', 'ingress');
  const kind = textAt(ingress, 'ingressClassName') ?? textAt(ingress, 'class');
  if (kind !== undefined && by.kind === 'Gateway' && findInCluster(world, 'IngressClass', kind) === undefined) {
    const message = `answers for "${host}" by an Ingress of the class "${kind}", but ${titleOf(by)} serves it`;
    return [{ message, path: `${path}.http01.ingress` }];
  }
  return listAt(item, 'http01', 'gatewayHTTPRoute', 'parentRefs').flatMap((parent, index): readonly Problem[] => {
    const [name, namespace] = [textAt(parent, 'name') ?? '', textAt(parent, 'namespace')];
    const known = world.ofKind('Gateway');
    if (known.length === 0 || namespace === undefined || world.find('Gateway', namespace, name) !== undefined) return [];
    const message = `answers for "${host}" by the Gateway "${name}", which does not exist in namespace "${namespace}"`;
    return [{ message, path: `${path}.http01.gatewayHTTPRoute.parentRefs[${index}]` }];
  });
}
