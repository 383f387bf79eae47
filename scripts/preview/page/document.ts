import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../../../policies/model.ts';
import { type Content, type Html, html, textOf } from '../../html/html.ts';
import { type Amounts, costOf } from '../capacity.ts';
import { titleOf } from '../diff/pairs.ts';
import { type Impact, type ImpactClass, impactClasses, impactTitles } from '../impacts/impact.ts';
import { highest, type Risk, riskOf } from '../impacts/risk.ts';
import type { Sentence } from '../impacts/sentence.ts';
import { prices } from '../prices.ts';
import type { Preview } from '../run.ts';
import { type Shape, titlesOf, whereOf } from '../shapes.ts';
import { cut, visible } from '../text/markdown.ts';
import { alikeImpacts, counted, saidOf } from '../text/summary.ts';
import { diffOf } from '../text/yaml-diff.ts';
import { flowPicture } from './flow-picture.ts';
import { rowsOf } from './side-by-side.ts';

const gibibyte = 2 ** 30;
/** Rows of one diff, and of all: a page that opens at once, on a phone too. The files beside it have everything. */
const mostRows = 250;
const mostRowsInAll = 1_800;
const mostListed = 200;

const styles = [path.join(import.meta.dirname, '../../html/style.css'), path.join(import.meta.dirname, 'page.css')];

/**
 * The preview as one file that needs nothing else: no program runs in it, nothing is loaded, and every text of a pull request is text in it.
 */
export function previewHtml(preview: Preview): string {
  const style = styles.map((file) => readFileSync(file, 'utf8')).join('\n');
  // Only these very styles, and the icon that is none: nothing that a text could bring along is applied, loaded from elsewhere, run or sent.
  const policy = `default-src 'none'; img-src data:; style-src 'sha256-${hash('sha256', style, 'base64')}'; base-uri 'none'; form-action 'none'`;
  const sections = sectionsOf(preview);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Preview: risk ${preview.risk}</title>
<link rel="icon" href="data:,">
`;
  const body = html`</head>
<body>
<main>
<h1>Preview: risk <span class="badge ${toneOf(preview.risk)}">${preview.risk}</span></h1>
${head(preview)}
<nav aria-label="Parts"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
${sections.map(({ id, title, body: content }) => html`<h2 id="${id}">${title}</h2>\n${content}\n`)}</main>
</body>
</html>
`;
  // The only text that is not escaped is a file of this repository.
  return `${textOf(page)}<style>${style}</style>\n${textOf(body)}`;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

function sectionsOf(preview: Preview): readonly Section[] {
  const { impacts, shapes, problems, otherFiles } = preview;
  const [charts, own] = [shapes.filter(isOfChart), shapes.filter((shape) => !isOfChart(shape))];
  const budget = { rows: mostRowsInAll };
  return [
    ...(problems.length === 0 ? [] : [{ id: 'problems', title: 'Cannot be compared', body: problemList(preview) }]),
    ...impactClasses.flatMap((name) => {
      const some = impacts.filter((impact) => impact.class === name);
      return some.length === 0 ? [] : [{ id: name, title: impactTitles[name], body: impactBody(name, some) }];
    }),
    ...moneySection(preview),
    { id: 'policies', title: 'Policies', body: policies(preview) },
    ...(own.length === 0
      ? []
      : [{ id: 'changes', title: 'Changes, by their shape', body: html`${own.map((shape) => shapeBody(shape, budget))}` }]),
    ...(charts.length === 0 ? [] : [{ id: 'charts', title: 'Charts', body: html`${charts.map((shape) => shapeBody(shape, budget))}` }]),
    ...(otherFiles.length === 0
      ? []
      : [{ id: 'others', title: 'Changed files that build nothing', body: list(otherFiles, (file) => value(file)) }]),
  ];
}

function head({ ref, start, changed, impacts }: Preview): Html {
  const environments = [...new Set(changed.map(({ pair }) => pair.environment || 'all'))];
  const applications = new Set(changed.map(({ pair }) => `${pair.environment}/${pair.application}`));
  const columns = [...new Set(impacts.map(({ environment }) => environment))];
  const rows = impactClasses.flatMap((name) => {
    const own = impacts.filter((impact) => impact.class === name);
    if (own.length === 0) return [];
    const risk = highest(own.map(riskOf));
    const cells = columns.map(
      (column) => html`<td class="number">${own.filter(({ environment }) => environment === column).length || ''}</td>`,
    );
    return [
      html`<tr><th scope="row"><a href="#${name}">${impactTitles[name]}</a></th><td><span class="badge ${toneOf(risk)}">${risk}</span></td>${cells}</tr>`,
    ];
  });
  const scope =
    changed.length === 0
      ? 'nothing that would be deployed changes.'
      : `${counted(changed.length, 'object')} of ${counted(applications.size, 'application')} in ${environments.slice(0, 12).map(visible).join(', ')}.`;
  return html`<p>Compared with ${value(ref)} at ${value(start.slice(0, 12))}: ${scope}</p>
${rows.length > 0 && html`<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">What it does</th><th scope="col">Risk</th>${columns.map((name) => html`<th scope="col" class="number">${name === '' ? 'all' : shown(name, 63)}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`}`;
}

function impactBody(name: ImpactClass, impacts: readonly Impact[]): Html {
  const pictures =
    name !== 'network'
      ? []
      : [...Map.groupBy(impacts, ({ environment }) => environment)].map(([environment, own]) => {
          const { picture, leftOut } = flowPicture(own);
          return html`<h3>${environment === '' ? 'all' : shown(environment, 63)}</h3><div class="picture" tabindex="0">${picture}</div>${leftOut > 0 && html`<p class="quiet">and ${leftOut} more, in the list</p>`}`;
        });
  const groups = alikeImpacts(impacts);
  const legend = name === 'network' && html`<p class="quiet">A whole line (+) opens, a broken one (−) closes.</p>`;
  const lines = list(groups, (group) => {
    const [first] = group;
    const where = [...new Set(group.map(({ environment }) => environment || 'all'))]
      .map((environment) => shown(environment, 63))
      .join(', ');
    const objects = [...new Set(group.map(({ object }) => object))];
    const many =
      objects.length > 1 &&
      html`<details><summary>${objects.length} objects</summary><div class="inside">${list(objects, (object) => value(object, 200))}</div></details>`;
    return html`<span class="badge ${toneOf(highest(group.map(riskOf)))}">${where}</span> ${objects.length === 1 && html`${value(first.object)} `}${sentence(saidOf(group))}${many}`;
  });
  return pictures.length === 0
    ? lines
    : html`${legend}${pictures}<details><summary>The same as a list</summary><div class="inside">${lines}</div></details>`;
}

function moneySection({ capacity }: Preview): readonly Section[] {
  const rows = capacity.filter(({ least, most }) => [...Object.values(least), ...Object.values(most)].some((amount) => amount !== 0));
  if (rows.length === 0) return [];
  const both = (least: Amounts, most: Amounts, amount: (amounts: Amounts) => number) => {
    const [low, high] = [signed(amount(least)), signed(amount(most))];
    return html`<td class="number">${low === high ? low : `${low} to ${high}`}</td>`;
  };
  const body = html`<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">Requested more</th><th scope="col" class="number">CPU</th><th scope="col" class="number">Memory, GiB</th><th scope="col" class="number">Volumes, GiB</th><th scope="col" class="number">${prices.currency} a month</th></tr></thead><tbody>${rows.map(
    ({ environment, least, most }) =>
      html`<tr><th scope="row">${shown(environment, 63)}</th>${both(least, most, ({ cores }) => cores)}${both(least, most, ({ memory }) => memory / gibibyte)}${both(least, most, ({ storage }) => storage / gibibyte)}${both(least, most, (amounts) => costOf(amounts, prices))}</tr>`,
  )}</tbody></table></div><p class="quiet">With the fewest and with the most pods that the autoscalers allow, by ${prices.source} (${prices.date}). Charts, jobs and DaemonSets are not counted.</p>`;
  return [{ id: 'money', title: 'Capacity and money', body }];
}

function signed(amount: number): string {
  const rounded = Math.round(amount * 100) / 100;
  return rounded > 0 ? `+${rounded}` : String(rounded === 0 ? 0 : rounded);
}

function problemList({ problems }: Preview): Html {
  return html`<div class="note bad">${list(problems, ({ side, file, message }) => html`${side === 'after' ? 'Now' : 'Before'}: ${value(file)}: ${shown(message, 600)}`)}</div>`;
}

function policies({ findings: { added, gone, same, notes }, exemptions, exceptions }: Preview): Html {
  return html`<p>${counted(added.length, 'new finding')}, ${gone.length} gone, ${same} as before.</p>
${added.length > 0 && html`<div class="note bad">${list(alike(added), ([{ rule, object, message }, places]) => html`${value(rule)} in ${joinedValues(places)}: ${value(`${object.kind} ${object.name}`)}: ${shown(message, 600)}`)}</div>`}
${exemptions.length > 0 && list(exemptions, ({ environment, object, rule, change, text }) => html`Exemption ${change} in ${value(environment)}: ${value(object)} from ${value(rule)}: ${shown(text, 300)}`)}
${exceptions.length > 0 && list(exceptions, ({ environment, object, change, text }) => html`Beyond the catalog, ${change}, in ${value(environment)}: ${value(object)}: ${shown(text, 300)}`)}
${gone.length > 0 && html`<details><summary>Findings that are gone</summary><div class="inside">${list(gone, ({ rule, environment, message }) => html`${value(rule)} in ${value(environment)}: ${shown(message, 300)}`)}</div></details>`}
${notes.map((note) => html`<p class="quiet">${sentence(note)}</p>`)}`;
}

/** Findings that say the same of several environments are one. */
function alike(findings: readonly Finding[]): readonly (readonly [Finding, readonly string[]])[] {
  const groups = Map.groupBy(findings, ({ rule, object, message }) => JSON.stringify([rule, object.kind, object.name, message]));
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [[first, [first, ...others].map(({ environment }) => environment)] as const],
  );
}

function joinedValues(values: readonly string[]): Content {
  return values.map((text, index) => [index > 0 && ', ', value(text, 63)]);
}

function isOfChart({ objects }: Shape): boolean {
  return objects.every(({ pair }) => pair.application.startsWith('charts/'));
}

/** What changed alike: where, and the YAML of the first of them side by side. */
function shapeBody(shape: Shape, budget: { rows: number }): Content {
  const [first] = shape.objects;
  if (first === undefined) return undefined;
  const { title, text, added, removed } = diffOf(first);
  const { environments, applications } = whereOf(shape);
  const state = first.pair.before === undefined ? 'new' : first.pair.after === undefined ? 'gone' : 'changed';
  const count = shape.objects.length;
  const few = (names: readonly string[]) =>
    names.length > 4 ? String(names.length) : names.map((name) => shown(name || 'all', 80)).join(', ');
  const name =
    count === 1
      ? html`${few(environments)}: <strong>${shown(title, 200)}</strong>`
      : html`<strong>${count} objects</strong>: ${shown(shape.kind, 80)} of ${few(applications)} in ${few(environments)}`;
  const rows = rowsOf(text);
  const some = rows.slice(0, Math.max(0, Math.min(mostRows, budget.rows)));
  budget.rows -= some.length;
  const because = first.contents.length > 0 && html`<p>Mentions what changed: ${value(first.contents.join(', '), 300)}</p>`;
  const diff =
    some.length > 0 &&
    html`<div class="scroll" tabindex="0"><table class="sides"><thead><tr><th scope="col">Before</th><th scope="col">Now</th></tr></thead><tbody>${some.map(
      ({ before, after, kind }) =>
        kind === 'gap'
          ? html`<tr class="gap"><td></td><td></td></tr>`
          : html`<tr><td${kind === 'changed' && before !== undefined && html` class="old"`}>${before !== undefined && shown(before, 400)}</td><td${kind === 'changed' && after !== undefined && html` class="new"`}>${after !== undefined && shown(after, 400)}</td></tr>\n`,
    )}</tbody></table></div>`;
  const more =
    rows.length > some.length &&
    html`<p class="quiet">${counted(rows.length - some.length, 'more line')}: see diff/${shown(first.pair.environment || 'all', 63)}/${shown(first.pair.application, 120)}.diff</p>`;
  const titles = titlesOf(shape);
  return html`<details><summary><span class="badge ${state === 'gone' ? 'bad' : state === 'new' ? 'good' : ''}">${state}</span> ${name} <span class="quiet">+${added} −${removed}${count > 1 && ' each'}</span></summary><div class="inside">${because}${
    count > 1 &&
    html`<p class="quiet">${titleOf(first.pair)} stands for ${counted(count, 'object')}:</p>${list(titles, (item) => value(item, 200))}`
  }${diff}${more}</div></details>
`;
}

function list<T>(items: readonly T[], line: (item: T) => Content): Html {
  const rest = items.length - mostListed;
  return html`<ul>${items.slice(0, mostListed).map((item) => html`<li>${line(item)}</li>\n`)}${rest > 0 && html`<li>and ${rest} more</li>`}</ul>`;
}

function sentence({ words, values }: Sentence): Content {
  return words.map((word, index) => [word, values[index] !== undefined && value(values[index], 300)]);
}

/** A value of a pull request, in one line, with nothing unseen in it. */
function value(text: string, most = 160): Html {
  return html`<code>${shown(text, most)}</code>`;
}

function shown(text: string, most: number): string {
  return cut(visible(text).replace(/[\n\t]/g, ' '), most);
}

function toneOf(risk: Risk): string {
  return risk === 'high' ? 'bad' : risk === 'medium' ? 'wait' : 'good';
}
