import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { assetTexts } from '../../scripts/site/build.ts';
import { filesOf, usedRepository } from './repository.ts';

const most = 300 * 1024;
let files: ReadonlyMap<string, string>;
let again: ReadonlyMap<string, string>;

beforeAll(async () => {
  const repository = await usedRepository();
  const made = await filesOf(repository);
  files = new Map([...made, ...assetTexts()]);
  again = await filesOf(repository);
});

const text = (file: string) => files.get(file) ?? '';
/** What is read of a page, without its marks. */
const words = (file: string) =>
  text(file)
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"');
const pages = () => [...files.keys()].filter((file) => file.endsWith('.html'));

describe('the board', () => {
  it('says what runs where, what may go next, and what waits for its soak', () => {
    const board = words('index.html');
    expect(board).toContain('→ staging: may go now');
    expect(board).toContain('→ test: soaks until 2026-11-12 09:30Z');
    expect(board).toContain('material-service 1.2.0 has been in dev for 30m, not for 1h.');
    expect(board).toContain('npm run ops -- promote sales-service --from test --to staging');
    expect(board).toContain('Next freeze: production 2026-11-27 16:00Z until 2026-12-01 16:00Z (Month-end closing)');
  });

  it('shows a hold with its reason, which is text and never markup', () => {
    expect(words('index.html')).toContain('Held until 2026-11-20 08:00Z : Load <b>test</b>');
    expect(text('index.html')).not.toContain('<b>test</b>');
  });

  it('shows the last operations, the newest first', () => {
    const told = [...text('index.html').matchAll(/<strong>(promote|hold)<\/strong> ([a-z-]+)/g)].map(
      ([, type, about]) => `${type} ${about}`,
    );
    expect(told).toEqual(['promote material-service', 'hold financial-service', 'promote sales-service', 'promote sales-service']);
  });

  it('is there in Chinese', () => {
    expect(words('zh/index.html')).toContain('→ staging: 现在可以晋级');
    expect(text('zh/index.html')).toContain('lang="zh-CN"');
  });
});

it('the page of a service says what it has to do with others, what it costs and where each number is set', () => {
  const page = words('services/sales-service.html');
  for (const part of [
    '/sales → http 8000',
    'financial-service grpc 50051',
    'sales.order.confirmed reads + writes',
    'DATABASE_URL',
    '6–20',
    'USD',
    'Deployment template.spec.containers[0].resources.requests.cpu'.replace('template.spec.', ''),
    'base/sales-service/deployment.yaml:',
    'ServiceDown',
    'https://grafana.erp.example.com/d/service?var-namespace=erp-prod&amp;var-app=sales-service',
  ])
    expect(page).toContain(part);
});

it('the topology has words in the place of ranges and numbers, and explains each connection by policy and line', () => {
  const picture = text('topology/production.html');
  expect(picture).not.toMatch(/>\d+\.\d+\.\d+\.\d+\/\d+</);
  expect(picture).toContain('>PostgreSQL<');
  const { flows, texts, names } = JSON.parse(text('assets/flows-production-en.json')) as {
    flows: readonly { from: string; to: string; port: string; egress: readonly number[] }[];
    texts: readonly string[];
    names: Readonly<Record<string, string>>;
  };
  const call = flows.find(({ from, to }) => from === 'erp-prod/sales-service' && to === 'erp-prod/financial-service');
  expect({ port: call?.port, verdict: texts[call?.egress[0] ?? -1] }).toEqual({ port: 'gRPC', verdict: 'allowed' });
  expect(texts[call?.egress[1] ?? -1]).toMatch(
    /^NetworkPolicy erp-prod\/sales-service-netpol, spec\.egress\[\d+\].*\(.*network-policy\.yaml:\d+, from generators\/catalog\/services\/sales-service\.ts\)$/,
  );
  expect(names['vault or identity']).toBe('Vault / Identity provider');
});

it('the waves are those of the Applications', () => {
  expect(words('waves.html')).toMatch(/-15 .*namespaces-production .* 10 .*sales-service-production/);
});

it('every link leads to a page that is there, and to a heading that it has', () => {
  const broken = pages().flatMap((file) =>
    [...text(file).matchAll(/(?:href|src|data-flows|data-picture|data-index)="([^"]+)"/g)].flatMap(([, address = '']) => {
      if (/^(?:https?:|data:)/.test(address)) return [];
      const [target = '', anchor] = address.replaceAll('&amp;', '&').split('#');
      const named = target === '' ? file : path.posix.join(path.posix.dirname(file), target);
      if (!files.has(named)) return [`${file}: ${address}`];
      return anchor === undefined || anchor === '' || text(named).includes(`id="${decodeURIComponent(anchor)}"`)
        ? []
        : [`${file}: ${address}`];
    }),
  );
  expect(broken).toEqual([]);
});

it('nothing comes from elsewhere: no file, no font, no program', () => {
  const loaded = pages().flatMap((file) =>
    [...text(file).matchAll(/<(?:script|link|img|iframe)[^>]+(?:src|href)="(https?:[^"]+)"/g)].map(([, address]) => address),
  );
  expect(loaded).toEqual([]);
  expect(pages().filter((file) => !text(file).includes('default-src &#39;none&#39;'))).toEqual([]);
  expect(pages().filter((file) => / style="|<style|<script>|\son[a-z]+="/.test(text(file)))).toEqual([]);
});

it('a page with all that it loads is below 300 KB, before anything is compressed', () => {
  const size = (file: string) => Buffer.byteLength(text(file));
  const heavy = pages().flatMap((file) => {
    const loaded = [...text(file).matchAll(/<(?:script|link)[^>]+(?:src|href)="([^":]+)"/g)].map(([, address = '']) =>
      path.posix.join(path.posix.dirname(file), address),
    );
    const sum = [file, ...loaded].reduce((total, name) => total + size(name), 0);
    return sum > most ? [`${file}: ${sum}`] : [];
  });
  expect(heavy).toEqual([]);
});

it('the same commit at the same time gives the same bytes', () => {
  expect([...again].filter(([file, content]) => files.get(file) !== content).map(([file]) => file)).toEqual([]);
});
