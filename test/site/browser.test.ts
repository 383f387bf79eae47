import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { previewHtml } from '../../scripts/preview/page/document.ts';
import { assetTexts } from '../../scripts/site/build.ts';
import { hostilePreview } from '../support/hostile-preview.ts';
import { itNeeds, programPath } from '../support/programs.ts';
import { filesOf, usedRepository } from './repository.ts';

const it = itNeeds('chromium');
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css',
  js: 'text/javascript',
  mjs: 'text/javascript',
  json: 'application/json',
  svg: 'image/svg+xml',
};
const most = 300 * 1024;
const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 900 };
/** One of each kind: all others are made by the same code. */
const kinds = [
  'index.html',
  'zh/index.html',
  'services/sales-service.html',
  'zh/services/sales-service.html',
  'topology/production.html',
  'waves.html',
  'alerts.html',
  'docs/runbooks/rollback.html',
  'zh/docs/runbooks/rollback.html',
  'docs/preview.html',
  'rules/index.html',
  'rules/require-image-digest.html',
  'preview.html',
];

let files: ReadonlyMap<string, string>;
let server: Server;
let browser: Browser | undefined;
let top = '';

beforeAll(async () => {
  const program = programPath('chromium');
  if (program === undefined) return;
  files = new Map([...(await filesOf(await usedRepository())), ...assetTexts(), ['preview.html', previewHtml(hostilePreview)]]);
  server = createServer(({ url = '/' }, response) => {
    const file = decodeURIComponent(url.slice(1).split('?')[0] ?? '');
    const content = files.get(file);
    response.writeHead(content === undefined ? 404 : 200, { 'content-type': types[file.split('.').at(-1) ?? ''] ?? 'text/plain' });
    response.end(content ?? 'There is no such file.');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  top = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** A page of the browser, and all that goes wrong in it. */
async function opened(
  settings: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; context: BrowserContext; faults: string[]; sizes: number[] }> {
  if (browser === undefined) throw new Error('The browser did not start.');
  const context = await browser.newContext({ viewport: desk, ...settings });
  const page = await context.newPage();
  const faults: string[] = [];
  const sizes: number[] = [];
  page.on('pageerror', ({ message }) => faults.push(`${page.url()}: ${message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on('requestfailed', (request) => faults.push(`${page.url()}: ${request.url()} failed`));
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${page.url()}: ${response.url()} is ${response.status()}`);
    if (!response.url().startsWith(top)) faults.push(`${page.url()}: asks ${response.url()}`);
    sizes.push(Buffer.byteLength(files.get(decodeURIComponent(response.url().slice(top.length))) ?? ''));
  });
  return { page, context, faults, sizes };
}

describe('in a browser', () => {
  it('every page loads without an error, asks nobody else, and transfers less than 300 KB', async () => {
    const { page, context, faults, sizes } = await opened();
    const heavy: string[] = [];
    for (const file of [...files.keys()].filter((name) => name.endsWith('.html'))) {
      sizes.length = 0;
      await page.goto(top + file, { waitUntil: 'load' });
      const sum = sizes.reduce((total, size) => total + size, 0);
      if (sum > most || sum === 0) heavy.push(`${file}: ${sum}`);
    }
    await context.close();
    expect({ faults, heavy }).toEqual({ faults: [], heavy: [] });
  });

  it('what is broken is seen: an error of a program, and a file that is not there', async () => {
    const { page, context, faults } = await opened();
    await page.goto(`${top}not-there.html`);
    await page.evaluate("setTimeout(() => { throw new Error('broken'); })");
    await page.waitForTimeout(50);
    await context.close();
    expect(faults.some((fault) => fault.includes('is 404')) && faults.some((fault) => fault.endsWith('broken'))).toBe(true);
  });

  it.each(
    kinds.flatMap((file) => [
      { file, colorScheme: 'light' as const, viewport: desk },
      { file, colorScheme: 'dark' as const, viewport: phone },
    ]),
  )('$file in $colorScheme has names, roles, an order of headings and contrast as axe asks', async ({ file, colorScheme, viewport }) => {
    const { page, context } = await opened({ colorScheme, viewport });
    await page.goto(top + file);
    // What is folded is judged, too.
    await page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true; })");
    await page.evaluate(axe.source);
    const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as axe.AxeResults;
    await context.close();
    expect(found.violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 160)}`))).toEqual([]);
  });

  it.each(kinds)('%s needs no sideways scrolling on a phone', async (file) => {
    const { page, context } = await opened({ viewport: phone });
    await page.goto(top + file);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    await context.close();
    expect(width).toBeLessThanOrEqual(phone.width);
  });

  it.each([
    ['index.html', 'roll back', 'docs/runbooks/rollback.html'],
    ['index.html', 'sales-service', 'services/sales-service.html'],
    ['index.html', 'require-image-digest', 'rules/require-image-digest.html'],
    ['services/sales-service.html', 'servicedown', 'docs/runbooks/alerts.html#servicedown'],
    ['zh/index.html', '回滚', 'zh/docs/runbooks/rollback.html'],
  ])('search on %s for "%s" finds %s, by the keyboard alone', async (file, asked, expected) => {
    const { page, context, faults } = await opened();
    await page.goto(top + file);
    await page.keyboard.press('/');
    await page.keyboard.type(asked);
    await page.waitForSelector('#search-found a');
    const found = (await page.evaluate("[...document.querySelectorAll('#search-found a')].map(({ href }) => href)")) as readonly string[];
    const index = found.findIndex((address) => address.slice(top.length) === expected);
    expect({ asked, isAmongTheFirst: index >= 0 && index < 8, found: index >= 0 ? [] : found.slice(0, 8) }).toEqual({
      asked,
      isAmongTheFirst: true,
      found: [],
    });
    for (let step = 0; step <= index; step += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(top + expected);
    await context.close();
    expect(faults).toEqual([]);
  });

  it('search says that it found nothing', async () => {
    const { page, context } = await opened();
    await page.goto(`${top}index.html`);
    await page.click('#search-open');
    await page.keyboard.type('xyzzyplugh');
    await page.waitForFunction("document.getElementById('search-state').textContent === 'Nothing found'");
    await page.keyboard.press('Escape');
    expect(await page.evaluate("document.getElementById('search').open")).toBe(false);
    await context.close();
  });

  it('search works on a page without a network, once it was open', async () => {
    const { page, context, faults } = await opened();
    await page.goto(`${top}index.html`);
    await page.click('#search-open');
    await page.keyboard.type('kafka');
    await page.waitForSelector('#search-found a');
    await context.setOffline(true);
    await page.fill('#search-text', 'redis');
    await page.waitForFunction("document.querySelector('#search-found a')?.textContent.toLowerCase().includes('redis')");
    await context.close();
    expect(faults).toEqual([]);
  });

  it.each(['index.html', 'services/sales-service.html', 'topology/production.html', 'zh/docs/runbooks/rollback.html'])(
    'the keyboard reaches everything of %s, in its order, and shows where it is',
    async (file) => {
      const { page, context } = await opened();
      await page.goto(top + file);
      const wanted = (await page.evaluate(`(() => {
        const seen = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
        const all = [...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')];
        return all.filter(seen).length;
      })()`)) as number;
      const stops = new Set<number>();
      const blind: string[] = [];
      await page.evaluate("document.querySelectorAll('*').forEach((element, index) => { element.dataset.place = index; })");
      for (let step = 0; step < wanted + 5; step += 1) {
        await page.keyboard.press('Tab');
        const at = (await page.evaluate(`(() => {
          const element = document.activeElement;
          const { outlineStyle, outlineWidth } = getComputedStyle(element);
          return { place: Number(element.dataset.place), isShown: outlineStyle !== 'none' && outlineWidth !== '0px', text: element.outerHTML.slice(0, 80) };
        })()`)) as { place: number; isShown: boolean; text: string };
        if (at.text.startsWith('<body') || at.text.startsWith('<html')) break;
        stops.add(at.place);
        if (!at.isShown) blind.push(at.text);
      }
      await context.close();
      expect({ reached: stops.size >= wanted, blind }).toEqual({ reached: true, blind: [] });
    },
  );

  it('a command is copied, and the button says so', async () => {
    const { page, context } = await opened({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto(`${top}index.html`);
    const button = page.locator('button[data-copy]').first();
    await button.click();
    await page.waitForFunction("document.querySelector('button[data-copy]').textContent === 'Copied'");
    const copied = await page.evaluate('navigator.clipboard.readText()');
    await context.close();
    expect(copied).toMatch(/^npm run ops -- promote [a-z-]+ --from [a-z]+ --to [a-z]+$/);
  });

  it('the theme is changed by a button, and kept for the next page', async () => {
    const { page, context } = await opened({ colorScheme: 'light' });
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.goto(`${top}index.html`);
    const light = await ground();
    await page.click('#theme');
    const dark = await ground();
    await page.goto(`${top}waves.html`);
    expect([light === dark, await ground()]).toEqual([false, dark]);
    await context.close();
  });

  it('the topology shows the neighbours of whoever is chosen, and which policies allow a connection', async () => {
    const { page, context, faults } = await opened();
    await page.goto(`${top}topology/production.html`);
    await page.locator('#picture .node', { hasText: 'sales-service' }).first().focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('#neighbours:not([hidden])');
    await page.locator('#neighbours button', { hasText: 'financial-service' }).first().click();
    const why = (await page.textContent('#why')) ?? '';
    await page.click('[data-picture*="platform"]');
    await page.waitForFunction("document.querySelector('#picture svg title') !== null");
    await page.click('[data-zoom="1.3"]');
    await context.close();
    expect(why).toContain('NetworkPolicy erp-prod/');
    expect(why).toContain('npm run network -- --env production --from erp-prod/sales-service --to erp-prod/financial-service');
    expect(faults).toEqual([]);
  });

  it('a picture is enlarged and moved by fingers on a telephone, in a frame that is high enough to look at it', async () => {
    const { page, context, faults } = await opened({ viewport: phone, hasTouch: true, isMobile: true });
    await page.goto(`${top}topology/production.html`);
    const box = page.locator('#picture');
    await box.scrollIntoViewIfNeeded();
    const state = async () =>
      page.evaluate(
        "(() => { const svg = document.querySelector('#picture svg'); const [x, y, width] = svg.getAttribute('viewBox').split(' ').map(Number); return { x, y, letters: (parseFloat(svg.querySelector('.node text').getAttribute('font-size')) * svg.getBoundingClientRect().width) / width, high: svg.getBoundingClientRect().height }; })()",
      ) as Promise<{ x: number; y: number; letters: number; high: number }>;
    const frame = await box.boundingBox();
    if (frame === null) throw new Error('There is no picture.');
    const [x, y] = [frame.x + frame.width / 2, frame.y + frame.height / 2];
    const touch = await context.newCDPSession(page);
    const fingers = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: readonly (readonly [number, number])[]) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([left, up], id) => ({ x: left, y: up, id })) });
    const whole = await state();
    await fingers('touchStart', [x - 10, y], [x + 10, y]);
    for (const far of [20, 40, 60, 80, 100, 120]) await fingers('touchMove', [x - far, y], [x + far, y]);
    await fingers('touchEnd');
    const enlarged = await state();
    await fingers('touchStart', [x, y]);
    for (const far of [10, 30, 60]) await fingers('touchMove', [x - far, y - far]);
    await fingers('touchEnd');
    const moved = await state();
    await page.click('[data-zoom="0"]');
    const again = await state();
    await context.close();
    expect(whole.high).toBeGreaterThan(400);
    expect(enlarged.letters).toBeGreaterThan(whole.letters * 6);
    expect(enlarged.letters).toBeGreaterThan(9);
    expect(moved.x).toBeGreaterThan(enlarged.x);
    expect(moved.y).toBeGreaterThan(enlarged.y);
    expect({ again, faults }).toEqual({ again: whole, faults: [] });
  });

  it.each(['docs/architecture.html', 'topology/production.html'])(
    'the words in the pictures of %s stand out from what they are on, in light and dark',
    async (file) => {
      const low: string[] = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, context } = await opened({ colorScheme });
        await page.goto(top + file);
        const found = (await page.evaluate(wordsOnGrounds)) as readonly (readonly [word: string, contrast: number])[];
        expect(found.length).toBeGreaterThan(10);
        low.push(...found.filter(([, contrast]) => contrast < 4.5).map(([word, contrast]) => `${colorScheme} ${word} ${contrast}`));
        await context.close();
      }
      expect(low).toEqual([]);
    },
  );

  it('a preview runs nothing, loads nothing, and shows the markup of a pull request as text', async () => {
    const { page, context, faults, sizes } = await opened();
    await page.goto(`${top}preview.html`);
    await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
    const state = await page.evaluate(
      "({ hit: globalThis.hit ?? false, images: document.images.length, scripts: document.scripts.length, frames: document.querySelectorAll('iframe, object, embed, base, form, svg script').length, shows: document.body.innerText.includes('<img src=x onerror=') })",
    );
    await context.close();
    expect({ state, faults, requests: sizes.length }).toEqual({
      state: { hit: false, images: 0, scripts: 0, frames: 0, shows: true },
      faults: [],
      requests: 1,
    });
  });
});

/**
 * Run in the page: each text of its pictures and its contrast (WCAG 2.2, relative luminance) with the last shape that was drawn below its
 * middle, or with the page.
 */
const wordsOnGrounds = `(() => {
  const numbers = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const share = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = (color) => { const [r, g, b] = numbers(color).map(share); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const isDrawn = (color) => color !== 'none' && numbers(color)[3] !== 0;
  return [...document.querySelectorAll('.picture svg')].flatMap((svg) => {
    const shapes = [...svg.querySelectorAll('polygon, path, rect, ellipse')].map((shape) => ({ shape, fill: getComputedStyle(shape).fill, frame: shape.getBoundingClientRect() })).filter(({ fill }) => isDrawn(fill));
    return [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim() !== '').map((text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const below = shapes.findLast(({ shape, frame }) => frame.left <= x && x <= frame.right && frame.top <= y && y <= frame.bottom && shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING);
      const [one, other] = [light(getComputedStyle(text).fill), light(below?.fill ?? getComputedStyle(document.body).backgroundColor)].sort((a, b) => b - a);
      return [text.textContent.trim(), Math.round(((one + 0.05) / (other + 0.05)) * 10) / 10];
    });
  });
})()`;
