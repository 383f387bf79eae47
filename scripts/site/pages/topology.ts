import { outsideWord, portNumber, portWord } from '../../documents/topology/words.ts';
import { drawing, type Html, html } from '../../html/html.ts';
import type { ExplainedFlow } from '../../network/flows.ts';
import type { Ground } from '../asked/ground.ts';
import type { Topology } from '../asked/topology.ts';
import { addressFrom, type Page, placed } from '../page/page.ts';
import { joined, table } from '../page/parts.ts';
import { either, type Language, say } from '../page/words.ts';

/** The place of the page of an environment. */
function fileOf(language: Language, environment: string): string {
  return placed(language, `topology/${environment}.html`);
}

/** Who may reach whom in an environment, as a picture to walk through. */
export function topologyPage({ environments }: Ground, topology: Topology, language: Language): Page {
  const { environment, flows, pictures } = topology;
  const own = fileOf(language, environment);
  const title = `${say(language, 'topology')}: ${environment}`;
  const names = namesOf(flows, language);
  return {
    file: own,
    twin: fileOf(language === 'en' ? 'zh' : 'en', environment),
    language,
    title,
    section: 'operate',
    scripts: ['topology.mjs'],
    found: [{ title, text: `NetworkPolicy flows ${[...names.keys()].join(' ')}` }],
    body: html`<h1>${title}</h1>
<p>${joined(
      environments.map(({ name }) =>
        name === environment ? html`<strong>${name}</strong>` : html`<a href="${addressFrom(own, fileOf(language, name))}">${name}</a>`,
      ),
      ' · ',
    )}</p>
<p>${either(
      language,
      'What the network policies of both ends allow, and nothing else. Choose a box, or its name, to see its neighbours; choose a connection to see which policies allow it.',
      '图中仅为两端网络策略都允许的连接。点选方框或输入名称查看其相邻项；点选连接可查看是哪些策略允许了它。',
    )}</p>
<div id="walk" data-flows="${addressFrom(own, dataFile(language, environment))}" data-egress="${either(language, 'Way out', '出站')}" data-ingress="${either(language, 'Way in', '入站')}" data-none="${say(language, 'none')}" data-callers="${either(language, 'May reach it', '可访问它')}" data-called="${either(language, 'It may reach', '它可访问')}" data-again="${either(language, 'Explain by hand', '命令行查询')}" data-environment="${environment}">
<p><label for="who">${either(language, 'Who', '对象')}</label> <input id="who" list="names" autocomplete="off" placeholder="${either(language, 'a service, a store, Vault ...', '服务、存储、Vault 等')}"></p>
<datalist id="names">${[...names].map(([name, label]) => html`<option value="${name}">${label}</option>`)}</datalist>
<div id="neighbours" hidden></div>
<div id="why" role="status" hidden></div>
</div>
${legend(language)}
${pictureBox(pictures[language], own, environment, language)}
<h2 id="all">${either(language, 'All connections', '所有连接')}</h2>
${allFlows(flows, language)}`,
  };
}

/** The pictures beside the first, and what the page asks for when somebody chooses a box. */
export function topologyFiles({ environment, flows, pictures }: Topology, language: Language): ReadonlyMap<string, string> {
  const others = [...pictures[language]].filter(([end]) => end !== '');
  return new Map([
    ...others.map(([end, svg]) => [pictureFile(language, environment, end), svg] as const),
    [dataFile(language, environment), flowsJson(flows, language)],
  ]);
}

function dataFile(language: Language, environment: string): string {
  return `assets/flows-${environment}-${language}.json`;
}

function pictureFile(language: Language, environment: string, end: string): string {
  return `assets/topology-${environment}${end.replaceAll('/', '-')}-${language}.svg`;
}

/** Names as `npm run network` takes them, with what they are called here. */
function namesOf(flows: readonly ExplainedFlow[], language: Language): ReadonlyMap<string, string> {
  const ends = flows.flatMap(({ from, to }) => [from, to]).map((end) => [end.name, labelOf(end, language)] as const);
  return new Map(ends.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function labelOf({ name, namespace }: ExplainedFlow['from'], language: Language): string {
  return namespace === '' ? outsideWord(language, name) : name.slice(namespace.length + 1);
}

/** Texts once each, and flows by their number: reasons are the same for many. */
function flowsJson(flows: readonly ExplainedFlow[], language: Language): string {
  const texts = new Map<string, number>();
  const numberOf = (text: string) => {
    const number = texts.get(text) ?? texts.size;
    texts.set(text, number);
    return number;
  };
  const side = ({ verdict, because, left }: ExplainedFlow['answer']['egress']) => [
    numberOf(verdict),
    ...because.map(numberOf),
    ...left.map((text) => numberOf(`- ${text}`)),
  ];
  const all = flows.map(({ from, to, port, answer }) => ({
    from: from.name,
    to: to.name,
    port: portWord(language, port),
    number: portNumber(port),
    egress: side(answer.egress),
    ingress: side(answer.ingress),
  }));
  return JSON.stringify({ names: Object.fromEntries(namesOf(flows, language)), flows: all, texts: [...texts.keys()] });
}

function legend(language: Language): Html {
  return html`<ul class="legend">
<li><span class="swatch own"></span>${either(language, 'drawn from this repository', '由本仓库生成')}</li>
<li><span class="swatch other"></span>${either(language, 'made by a chart or an operator, or outside of the cluster', '由 chart 或 operator 创建，或在集群之外')}</li>
<li><span class="arrow">→</span> ${either(language, 'may open a connection; the word says what is spoken', '可发起连接；文字为所用协议')}</li>
</ul>`;
}

function pictureBox(pictures: ReadonlyMap<string, string>, own: string, environment: string, language: Language): Html {
  const titles: Readonly<Record<string, readonly [string, string]>> = {
    '': ['Services', '服务'],
    '-platform': ['Operators, tools, backups', 'operator、工具与备份'],
    '-monitoring': ['Monitoring', '监控'],
  };
  const tabs = [...pictures.keys()].filter((end) => titles[end] !== undefined);
  return html`<div class="tools">
${tabs.map(
  (end) =>
    html`<button type="button" data-picture="${end === '' ? '' : addressFrom(own, pictureFile(language, environment, end))}" aria-pressed="${end === '' ? 'true' : 'false'}">${titles[end]?.[language === 'en' ? 0 : 1]}</button>\n`,
)}<span class="zoom"><button type="button" data-zoom="1.3" aria-label="${either(language, 'Larger', '放大')}">+</button>
<button type="button" data-zoom="0.77" aria-label="${either(language, 'Smaller', '缩小')}">−</button>
<button type="button" data-zoom="0">${either(language, 'Whole', '全图')}</button></span>
</div>
<div class="picture canvas" id="picture" tabindex="0" role="group" aria-label="${either(language, 'Picture; arrow keys move it, + and - change its size', '图；方向键移动，+ 和 - 缩放')}">${drawing(pictures.get('') ?? '<svg></svg>')}</div>`;
}

function allFlows(flows: readonly ExplainedFlow[], language: Language): Html {
  const groups = [...Map.groupBy(flows, ({ from }) => from.name)];
  const rows = groups.map(([, own]) => {
    const [first] = own;
    const targets = [...Map.groupBy(own, ({ to }) => to.name).values()].map((list) => {
      const [flow] = list;
      const ports = [...new Set(list.map(({ port }) => portWord(language, port)))].join(', ');
      return flow === undefined ? '' : html`${labelOf(flow.to, language)} <span class="quiet">${ports}</span>`;
    });
    return [
      first === undefined ? '' : html`${labelOf(first.from, language)}<br><span class="quiet">${first.from.namespace}</span>`,
      joined(targets, html`<br>`),
    ];
  });
  return html`<details><summary>${either(language, `${flows.length} connections, as a table`, `${flows.length} 条连接（表格）`)}</summary><div class="inside">${table(
    [either(language, 'From', '来源'), either(language, 'To', '目标')],
    rows,
  )}</div></details>`;
}
