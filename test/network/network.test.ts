import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressRange } from '../../policies/kubernetes/network/address-ranges.ts';
import { createNetwork } from '../../policies/kubernetes/network/network.ts';
import { createWorld } from '../../policies/world.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { type Outside, outsidesOf, surroundingsIn } from '../../scripts/documents/topology/outsides.ts';
import { type Answer, answersTo } from '../../scripts/network/answer.ts';
import { partyCalled } from '../../scripts/network/ends.ts';
import { rowsOf } from '../../scripts/network/rows.ts';
import { answersText, matrixText } from '../../scripts/network/text.ts';
import { UserError } from '../../scripts/terminal/errors.ts';
import { manifestsIn } from '../support/manifests.ts';
import { runScript } from '../support/process.ts';

const root = path.resolve(import.meta.dirname, '../..');

const shop = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec: { template: { metadata: { labels: { app: orders } }, spec: { containers: [{ name: main, ports: [{ name: http, containerPort: 8080 }] }] } } }
---
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec: { selector: { app: orders }, ports: [{ name: web, port: 80, targetPort: http }] }
---
apiVersion: v1
kind: Service
metadata: { name: front, namespace: shop }
spec: { selector: { app: orders }, ports: [{ port: 8000, targetPort: http }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec: { template: { metadata: { labels: { app: cart } }, spec: { containers: [{ name: main, ports: [{ name: http, containerPort: 8081 }] }] } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: orders, namespace: shop }
spec:
  podSelector: { matchLabels: { app: orders } }
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{ podSelector: { matchLabels: { app: cart } } }]
      ports: [{ port: http }]
  egress:
    - to: [{ ipBlock: { cidr: 192.0.2.0/25 } }]
      ports: [{ port: 443 }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: cart, namespace: shop }
spec:
  podSelector: { matchLabels: { app: cart } }
  policyTypes: [Egress]
  egress:
    - to: [{ podSelector: { matchLabels: { app: orders } } }]
      ports: [{ port: 8080 }]
`;

const world = createWorld('production', manifestsIn(shop));
const network = createNetwork(world, { pods: [], nodes: [] });
const outsides: readonly Outside[] = [];
const parties = { world, network, outsides };

function ask(from: string, to: string, port?: string): readonly Answer[] {
  const asked = { protocol: 'TCP', ...(port !== undefined && { port }) };
  return answersTo(
    network,
    { from: partyCalled(parties, from, '--from'), to: partyCalled(parties, to, '--to'), asked },
    ({ name }, field) => ({
      at: `${name}.yaml ${field}`,
    }),
  );
}

describe('an answer', () => {
  it('tells by which rule of which policy a connection passes, on both sides', () => {
    expect(ask('cart', 'orders', 'http')).toEqual([
      {
        from: 'shop/cart',
        to: 'shop/orders',
        port: { number: 8080, name: 'http', protocol: 'TCP' },
        allowed: 'yes',
        egress: {
          verdict: 'allowed',
          because: ['NetworkPolicy shop/cart, spec.egress[0].to[0]: these pods at TCP 8080 (cart.yaml spec.egress[0].to[0])'],
          left: [],
        },
        ingress: {
          verdict: 'allowed',
          because: ['NetworkPolicy shop/orders, spec.ingress[0].from[0]: these pods at TCP "http" (orders.yaml spec.ingress[0].from[0])'],
          left: [],
        },
      },
    ]);
  });

  it('tells of a refused one which side refuses, what comes near, and what is missing', () => {
    expect(answersText('production', ask('orders', 'cart'), 'text')).toBe(`denied  shop/orders -> shop/cart, TCP 8081 (http)
  egress   refused: NetworkPolicy shop/default-deny selects these pods (default-deny.yaml spec.podSelector)
           NetworkPolicy shop/orders selects these pods (orders.yaml spec.podSelector)
  ingress  refused: NetworkPolicy shop/default-deny selects these pods (default-deny.yaml spec.podSelector)
  missing  an egress rule of shop/orders and an ingress rule of shop/cart
`);
    expect(ask('192.0.2.1', 'orders', '8080')[0]?.ingress.because[0]).toBe(
      'NetworkPolicy shop/orders, spec.ingress[0] has this port, for app=cart of shop, and not for 192.0.2.1 (orders.yaml spec.ingress[0])',
    );
  });

  it('says once what is true of all ranges of a party', () => {
    const ranges = ['198.51.100.0/24', '203.0.113.0/24', '100.64.0.0/10'].flatMap((text) => addressRange(text) ?? []);
    const internet: Outside = { name: 'internet', source: 'generators', ranges };
    const from = partyCalled({ ...parties, outsides: [internet] }, 'internet', '--from');
    const asked = { protocol: 'TCP', port: '8080' };
    const answers = answersTo(network, { from, to: partyCalled(parties, 'orders', '--to'), asked }, ({ name }) => ({ at: name }));
    expect(answersText('production', answers, 'text')).toBe(`denied  internet -> shop/orders, TCP 8080 (http)
  egress   open: no NetworkPolicy applies here
  ingress  refused: NetworkPolicy shop/orders, spec.ingress[0] has this port, for app=cart of shop, and not for internet (orders)
           NetworkPolicy shop/default-deny selects these pods (default-deny)
           NetworkPolicy shop/orders selects these pods (orders)
  missing  an ingress rule of shop/orders
`);
  });

  it('takes the port of a Service for the one behind it', () => {
    expect([ask('cart', 'orders', '80'), ask('cart', 'front', '8000')].map(([answer]) => [answer?.allowed, answer?.port.number])).toEqual([
      ['yes', 8080],
      ['yes', 8080],
    ]);
  });

  it('tells which part of a range is allowed', () => {
    expect(
      ['192.0.2.0/24', '192.0.2.5', '192.0.2.200', 'fd00::1'].map((to) => [
        ask('orders', to, '443')[0]?.allowed,
        ask('orders', to, '443')[0]?.egress.left,
      ]),
    ).toEqual([
      ['in part', ['192.0.2.128/25']],
      ['yes', []],
      ['no', []],
      ['no', []],
    ]);
  });

  it.each([
    ['an end that is not there', () => ask('order', 'cart'), 'Nobody of production is called "order".', 'Did you mean "orders"?'],
    ['a port that is not known', () => ask('orders', '192.0.2.1'), 'Nobody knows at which port 192.0.2.1 answers.', 'Add --port.'],
    [
      'a name of a port that nobody has',
      () => ask('cart', 'orders', 'grpc'),
      'Nobody knows at which port shop/orders answers.',
      'called "grpc"',
    ],
  ])('asks back about %s', (_, run, what, how) => {
    expect(run).toThrow(UserError);
    try {
      run();
    } catch (error) {
      const { lines } = error as UserError;
      expect(lines.what).toBe(what);
      expect(lines.how).toContain(how);
    }
  });
});

describe('the matrix', () => {
  it('has who may reach whom, by workload and by the names of ports', () => {
    const own = rowsOf(world, network, outsides, { to: partyCalled(parties, 'orders', '--to') });
    expect(matrixText('production', own, 'text')).toBe('shop/cart\n    -> shop/orders, TCP 8080 (http)\n');
    expect(matrixText('production', own, 'markdown')).toBe('|From|To|Ports|\n|-|-|-|\n|shop/cart|shop/orders|TCP 8080 (http)|\n');
    expect(JSON.parse(matrixText('production', own, 'json'))).toEqual({
      environment: 'production',
      rows: [{ from: ['shop/cart'], to: ['shop/orders'], ports: ['TCP 8080 (http)'] }],
    });
  });

  it('has addresses, and every pod of a namespace as one', () => {
    expect(rowsOf(world, network, outsides, { from: partyCalled(parties, 'orders', '--from') })).toEqual([
      { from: ['shop/orders'], to: ['192.0.2.0/25'], ports: ['TCP 443'] },
    ]);
    const open = createWorld('production', manifestsIn(shop.replaceAll('networking.k8s.io/v1', 'example.com/v1')));
    const rows = rowsOf(open, createNetwork(open, { pods: [], nodes: [] }), outsides, {});
    expect(rows.some(({ from, to }) => from.includes('shop/(every pod)') && to.includes('shop/cart'))).toBe(true);
  });
});

describe('somebody outside', () => {
  it('has the addresses and the port of the catalog, in every environment', async () => {
    const { platform, environments } = await loadCatalog(root);
    for (const { value } of environments) {
      const found = outsidesOf(platform.value, value);
      expect(found.find(({ name }) => name === 'vault')).toMatchObject({ port: 8200, source: 'platform.vault' });
      expect(found.every(({ ranges }) => ranges.length > 0)).toBe(true);
      expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
    }
    expect(surroundingsIn(platform.value).pods.map(({ text }) => text)).toEqual(platform.value.nodes.cidrs);
    expect(surroundingsIn({ ...platform.value, networkPlugin: 'cilium' }).pods).toEqual([]);
  });
});

describe('npm run network', () => {
  it.each([
    {
      args: ['--from', 'sales-service', '--to', 'financial-service', '--port', 'grpc'],
      code: 0,
      out: /^allowed .*\n.*base\/sales-service\/network-policy\.yaml:\d+/,
    },
    { args: ['--from', 'sales-service', '--to', 'metadata', '--port', '80'], code: 1, out: /^denied / },
    { args: ['--from', 'sales-service', '--port', '80'], code: 2, out: /^$/ },
  ])('ends with $code for $args', async ({ args, code, out }) => {
    const run = await runScript('network.ts', ['--env', 'production', ...args], { cwd: root });
    expect({ code: run.code, stderr: code === 2 ? '' : run.stderr }).toEqual({ code, stderr: '' });
    expect(run.stdout).toMatch(out);
  });
});
