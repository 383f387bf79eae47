import type { Instance, Process } from '../../../generators/model/instance.ts';
import { pageOf } from '../../../generators/model/platform/git-host.ts';
import { routesOf } from '../../../generators/model/service/routes.ts';
import { secretKeys } from '../../../generators/model/service/secret.ts';
import { type Content, type Html, html } from '../../html/html.ts';
import { prices } from '../../preview/prices.ts';
import type { Board } from '../asked/board.ts';
import type { Ground } from '../asked/ground.ts';
import type { NumberSet, Place, ServiceFacts, ServiceIn } from '../asked/service.ts';
import { addressFrom, type Page, placed } from '../page/page.ts';
import { command, joined, list, moment, table } from '../page/parts.ts';
import { either, type Language, say } from '../page/words.ts';

/** The place of the page of a service. */
export function serviceFile(language: Language, name: string): string {
  return placed(language, `services/${name}.html`);
}

/** What a service is, what it has to do with others, and what it has in each environment. */
export function servicePage(ground: Ground, board: Board, facts: ServiceFacts, language: Language): Page {
  const { service, file, in: places } = facts;
  const own = serviceFile(language, service.name);
  const to = (target: string) => addressFrom(own, target);
  const team = service.owner === undefined ? undefined : ground.catalog.platform.value.teams?.[service.owner];
  const nearest = places.at(-1)?.instance;
  const title = `${service.name}: ${service.title[language]}`;
  return {
    file: own,
    twin: serviceFile(language === 'en' ? 'zh' : 'en', service.name),
    language,
    title,
    short: service.name,
    section: 'services',
    found: [{ title, text: searchText(facts) }],
    body: html`<h1>${service.name}</h1>
<p>${service.title.en} · <span lang="zh-CN">${service.title.zh}</span></p>
<p>${say(language, 'ownerOf')}: ${team === undefined ? say(language, 'noOwner') : html`<strong>${service.owner}</strong> ${team.codeOwner}, ${team.channel}`} · ${fileLink(ground, { file, line: 0 })}</p>
${environmentsTable(board, facts, language)}
<h2 id="connections">${either(language, 'Connections', '连接关系')}</h2>
${nearest === undefined ? html`<p class="quiet">${say(language, 'notDeployed')}</p>` : connections(facts, nearest, language, to)}
<h2 id="scale">${say(language, 'scale')}</h2>
${scale(facts, language)}
<h2 id="numbers">${say(language, 'numbers')}</h2>
${numbers(ground, facts, language)}
<h2 id="alerts">${say(language, 'alerts')}</h2>
${alerts(places, language, to)}
<h2 id="dashboards">${say(language, 'dashboards')}</h2>
${dashboards(places, service.name, language)}
<h2 id="commands">${say(language, 'commands')}</h2>
${commands(board, facts, language)}`,
  };
}

function searchText({ service, in: places }: ServiceFacts): string {
  const topics = places.flatMap(({ instance }) => instance.topics.map(({ name }) => name));
  return [service.title.en, service.title.zh, ...service.uses, ...secretKeys(service), ...new Set(topics)].join(' ');
}

/** A file of the repository at its Git host, and the line. */
function fileLink({ catalog }: Ground, { file, line }: Place): Html {
  const address = pageOf(catalog.platform.value.git, file);
  return html`<a class="mono" href="${address}${line > 0 && `#L${line}`}">${file}${line > 0 && `:${line}`}</a>`;
}

function environmentsTable({ status }: Board, { service, in: places }: ServiceFacts, language: Language): Html {
  const rows = places.map(({ environment, instance }) => {
    const row = status.rows.find((item) => item.environment === environment && item.service === service.name);
    return [
      environment,
      html`<strong>${instance.release.version}</strong>`,
      html`<span class="mono quiet">${instance.release.digest.slice(7, 19)}</span>`,
      row?.since === undefined ? '-' : html`${row.age} <span class="quiet">${say(language, 'since')} ${moment(row.since)}</span>`,
      row?.hold === undefined
        ? '-'
        : html`<span class="badge wait">${say(language, 'held')} ${say(language, 'until')} ${moment(row.hold.until)}: ${row.hold.reason}</span>`,
    ];
  });
  const head = [
    say(language, 'environment'),
    say(language, 'version'),
    say(language, 'digest'),
    say(language, 'age'),
    say(language, 'held'),
  ];
  return table(head, rows, 'cards');
}

/** Of the environment that versions reach last: what a service is to others is the same in all where all run. */
function connections({ service, in: places }: ServiceFacts, instance: Instance, language: Language, to: (target: string) => string): Html {
  const link = (name: string) => html`<a href="${to(serviceFile(language, name))}">${name}</a>`;
  const callers = new Set(places.flatMap((place) => place.callers));
  const routes = routesOf(service).map(
    ({ host, path, port, strip }) =>
      html`<code>${host === undefined ? '' : `${host}.`}${path}</code> → ${port.name} ${port.number}${strip && html` <span class="quiet">${either(language, 'prefix taken off', '去掉前缀')}</span>`}`,
  );
  const rows: readonly (readonly Content[])[] = [
    [say(language, 'routes'), or(routes, language)],
    [
      say(language, 'addresses'),
      or(
        instance.processes.flatMap((process) => portsOf(process)),
        language,
      ),
    ],
    [
      say(language, 'calls'),
      or(
        instance.callees.map(
          ({ service: name, process, port }) => html`${link(name)} ${process !== name && process} ${port.name} ${port.number}`,
        ),
        language,
      ),
    ],
    [say(language, 'callers'), or([...callers].map(link), language)],
    [say(language, 'stores'), or(stores(service), language)],
    [
      say(language, 'topics'),
      or(
        instance.topics.map(
          ({ name, reads, writes }) =>
            html`<code>${name}</code> <span class="quiet">${[...(reads ? [say(language, 'reads')] : []), ...(writes ? [say(language, 'writes')] : [])].join(' + ')}</span>`,
        ),
        language,
      ),
    ],
    [
      say(language, 'secrets'),
      or(
        secretKeys(service).map((key) => html`<code>${key}</code>`),
        language,
      ),
    ],
    [
      say(language, 'jobs'),
      or(
        instance.tasks.map(
          ({ name, job }) => html`<code>${name}</code> ${'schedule' in job ? `${job.schedule} (${job.timeZone})` : job.at}`,
        ),
        language,
      ),
    ],
  ];
  return table([say(language, 'what'), say(language, 'value')], rows);
}

function or(items: readonly Content[], language: Language): Content {
  return items.length === 0 ? html`<span class="quiet">${say(language, 'none')}</span>` : joined(items, html`<br>`);
}

function portsOf({ name, ports }: Process): readonly Html[] {
  return ports.map((port) => html`${name} <strong>${port.name}</strong> ${port.number} <span class="quiet">${port.protocol}</span>`);
}

function stores({ uses, database }: ServiceFacts['service']): readonly Content[] {
  return uses.map((name) =>
    name === 'postgres' && database !== undefined ? html`${name} <code>${database.name}</code> (${database.user})` : name,
  );
}

function scale({ in: places }: ServiceFacts, language: Language): Html {
  const rows = places.flatMap(({ environment, instance, cost }) =>
    instance.processes.map((process, index) => [
      environment,
      process.name,
      podsOf(process),
      `${process.resources.requests.cpu} / ${process.resources.limits.cpu}`,
      `${process.resources.requests.memory} / ${process.resources.limits.memory}`,
      index > 0 ? '' : money(cost),
    ]),
  );
  const head = [
    say(language, 'environment'),
    say(language, 'process'),
    say(language, 'pods'),
    either(language, 'CPU, asked for / limit', 'CPU 请求 / 上限'),
    either(language, 'Memory, asked for / limit', '内存 请求 / 上限'),
    say(language, 'cost'),
  ];
  const note = either(
    language,
    `By ${prices.source} (${prices.date}); jobs are not counted.`,
    `按示例价格计算（${prices.date}），不含作业：${prices.source}`,
  );
  return html`${table(head, rows, 'cards')}<p class="quiet">${note}</p>`;
}

function podsOf({ replicas }: Process): string {
  return replicas.kind === 'fixed' ? String(replicas.count) : `${replicas.min}–${replicas.max}`;
}

function money({ least, most }: ServiceIn['cost']): string {
  const [low, high] = [Math.round(least), Math.round(most)];
  return `${low === high ? low : `${low}–${high}`} ${prices.currency}`;
}

function numbers(ground: Ground, { in: places }: ServiceFacts, language: Language): Html {
  const place = (own: Place | undefined) => (own === undefined ? '-' : fileLink(ground, own));
  const head = [either(language, 'Field', '字段'), say(language, 'value'), say(language, 'setAt'), either(language, 'Edit', '修改处')];
  return html`${places.map(({ environment, numbers: own }) => {
    const objects = [...Map.groupBy(own, ({ object }) => object)];
    const rows = objects.flatMap(([object, fields]: readonly [string, readonly NumberSet[]]) =>
      fields.map(({ path, value, set, edit }) => [
        html`<span class="mono">${object.split(' ')[0]} ${short(path)}</span>`,
        value,
        place(set),
        place(edit),
      ]),
    );
    return html`<details><summary>${environment}</summary><div class="inside">${table(head, rows, 'cards')}</div></details>`;
  })}<p class="quiet">${either(language, 'Any field: npm run ops -- explain <environment>/<Kind>/<name> <field>', '任何字段：npm run ops -- explain <环境>/<Kind>/<名称> <字段>')}</p>`;
}

/** Without the way to the container, which is the same for all. */
function short(path: string): string {
  return path.replace('spec.template.spec.', '').replace(/^spec\./, '');
}

function alerts(places: readonly ServiceIn[], language: Language, to: (target: string) => string): Html {
  const known = new Map(places.flatMap(({ alerts: own }) => own).map((entry) => [entry.alert.name, entry] as const));
  const rows = [...known.values()].map(({ area, alert }) => [
    html`<a href="${to(placed(language, `docs/runbooks/alerts.html#${alert.name.toLowerCase()}`))}">${alert.name}</a>`,
    html`<span class="badge ${alert.severity === 'critical' ? 'bad' : 'wait'}">${alert.severity}</span>`,
    area,
    html`<span lang="en">${alert.summary}</span>`,
  ]);
  return table(
    [say(language, 'alerts'), say(language, 'severity'), either(language, 'Area', '领域'), say(language, 'summary')],
    rows,
    'cards',
  );
}

/** As the dashboards link to each other (generators/dashboards/environment.ts). */
function dashboards(places: readonly ServiceIn[], name: string, language: Language): Html {
  return list(
    places.map(
      ({
        environment,
        instance: {
          environment: { observability, namespaces },
        },
      }) => {
        const address = `https://${observability.hosts.grafana}/d/service?var-namespace=${namespaces.app}&var-app=${name}`;
        return html`${environment}: <a href="${address}">${address}</a>`;
      },
    ),
    language,
  );
}

function commands({ steps }: Board, { service: { name }, in: places }: ServiceFacts, language: Language): Html {
  const last = places.at(-1)?.environment ?? 'production';
  const next = steps.filter(({ service }) => service === name);
  const known: readonly (readonly [string, string])[] = [
    ...next.map(({ from, to }) => [`${from} → ${to}`, `npm run ops -- promote ${name} --from ${from} --to ${to}`] as const),
    [
      either(language, 'Roll back, and hold it there for a week', '回滚，并锁定一周'),
      `npm run ops -- rollback ${name} --env ${last} --reason "<why>"`,
    ],
    [either(language, 'Scale for a while', '临时扩容'), `npm run ops -- scale ${name} --env ${last} --min 10 --until 7d --reason "<why>"`],
    [either(language, 'Hold what is there', '锁定当前版本'), `npm run ops -- hold ${name} --env ${last} --until 7d --reason "<why>"`],
    [
      either(language, 'What differs from the environment before', '与上一级环境的差异'),
      `npm run ops -- diff ${places.at(-2)?.environment ?? 'staging'} ${last} ${name}`,
    ],
    [either(language, 'Who may reach it', '谁可以访问它'), `npm run network -- --env ${last} --to ${name}`],
  ];
  return html`${known.map(([what, text]) => html`<p class="quiet">${what}</p>${command(language, text)}`)}`;
}
