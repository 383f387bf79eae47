import { areasOf } from '../../../generators/alerts/alerts.ts';
import { type Html, html } from '../../html/html.ts';
import type { Ground } from '../asked/ground.ts';
import type { Wave } from '../asked/waves.ts';
import { addressFrom, type Page, placed } from '../page/page.ts';
import { table } from '../page/parts.ts';
import { either, type Language, say } from '../page/words.ts';

/** In which order Argo CD syncs, as a picture. */
export function wavesPage(waves: ReadonlyMap<string, readonly Wave[]>, language: Language): Page {
  const title = say(language, 'waves');
  return {
    file: placed(language, 'waves.html'),
    twin: placed(language === 'en' ? 'zh' : 'en', 'waves.html'),
    language,
    title,
    section: 'operate',
    found: [
      {
        title,
        text: [...waves.values()].flatMap((own) => own.flatMap(({ applications }) => applications.map(({ name }) => name))).join(' '),
      },
    ],
    body: html`<h1>${title}</h1>
<p>${either(
      language,
      'Argo CD begins a wave when everything of the waves before it is healthy. Tools that charts bring have their version beside them.',
      'Argo CD 在之前各波次全部健康后才开始下一波次。来自 chart 的组件旁标有其版本。',
    )}</p>
${[...waves].toReversed().map(([environment, own], index) => picture(environment, own, index === 0))}`,
  };
}

function picture(environment: string, waves: readonly Wave[], isOpen: boolean): Html {
  return html`<details${isOpen && html` open`}><summary>${environment}</summary><div class="inside"><ol class="waves">${waves.map(
    ({ number, applications }) =>
      html`<li><span class="number">${number}</span><span class="chips">${applications.map(
        ({ name, chart }) => html`<span class="badge">${name}${chart !== undefined && html` <span class="quiet">${chart}</span>`}</span>`,
      )}</span></li>`,
  )}</ol></div></details>`;
}

/** Every alert, where it is there, and what to do. */
export function alertsPage({ environments }: Ground, language: Language): Page {
  const file = placed(language, 'alerts.html');
  const title = say(language, 'alerts');
  const areas = environments.map((environment) => ({ environment: environment.name, own: areasOf(environment) }));
  const names = new Map(
    areas.flatMap(({ own }) =>
      own.flatMap(({ name: area, team, alerts }) => alerts.map((alert) => [alert.name, { area, team, alert }] as const)),
    ),
  );
  const rows = [...names.values()].map(({ area, team, alert }) => {
    const places = areas
      .filter(({ own }) => own.some(({ alerts }) => alerts.some(({ name }) => name === alert.name)))
      .map(({ environment }) => environment);
    return [
      html`<a href="${addressFrom(file, placed(language, `docs/runbooks/alerts.html#${alert.name.toLowerCase()}`))}">${alert.name}</a>`,
      html`<span class="badge ${alert.severity === 'critical' ? 'bad' : 'wait'}">${alert.severity}</span>`,
      html`<span lang="en">${alert.summary}</span>`,
      `${area}, ${alert.team ?? team}`,
      places.length === environments.length ? either(language, 'all', '全部') : places.join(', '),
    ];
  });
  const head = [
    title,
    say(language, 'severity'),
    say(language, 'summary'),
    either(language, 'Area, team', '领域、团队'),
    say(language, 'environments'),
  ];
  return {
    file,
    twin: placed(language === 'en' ? 'zh' : 'en', 'alerts.html'),
    language,
    title,
    section: 'operate',
    found: [{ title, text: [...names.keys()].join(' ') }],
    body: html`<h1>${title}</h1>
<p>${either(
      language,
      `${names.size} alerts. The name leads to what it means, what users feel and what to type first. critical wakes somebody, warning waits until the morning.`,
      `共 ${names.size} 条告警。点击名称查看其含义、对用户的影响以及首先要执行的命令。critical 会叫醒值班人员，warning 可等到早上。`,
    )}</p>
${table(head, rows, 'cards')}`,
  };
}
