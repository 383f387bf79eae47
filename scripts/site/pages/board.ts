import { type Content, type Html, html } from '../../html/html.ts';
import type { NextStep } from '../../operations/delivery/promotion.ts';
import { placesOf } from '../../operations/status/places.ts';
import type { StatusRow } from '../../operations/status/status.ts';
import type { Board, PlatformStep } from '../asked/board.ts';
import type { Ground } from '../asked/ground.ts';
import { addressFrom, type Page, placed } from '../page/page.ts';
import { command, joined, list, moment, table } from '../page/parts.ts';
import { either, type Language, say } from '../page/words.ts';

const file = 'index.html';

/** The page that people look at every day. */
export function boardPage(ground: Ground, board: Board, language: Language): Page {
  const title = say(language, 'boardTitle');
  return {
    file: placed(language, file),
    twin: placed(language === 'en' ? 'zh' : 'en', file),
    language,
    title,
    short: say(language, 'board'),
    section: 'operate',
    found: [
      { title: `${say(language, 'board')}: ${title}`, text: ['status promote freeze hold soak', '晋级 冻结 锁定 观察期 版本'].join(' ') },
    ],
    body: html`<h1>${title}</h1>
<p class="note wait" hidden data-old="${either(language, 'This page is {} old. What may go now is asked of the gates when a command is run.', '本页生成于 {} 前。能否晋级以执行命令时的门禁为准。')}"></p>
${freezes(ground, board, language)}
${due(board, language)}
<div class="board">${matrix(ground, board, language)}</div>
<h2 id="next">${say(language, 'next')}</h2>
${steps(board, language)}
${platformSteps(board.platform, language)}
<h2 id="operations">${say(language, 'lastOperations')}</h2>
${operations(board, language)}
<h2 id="commands">${say(language, 'commands')}</h2>
${commands(language)}`,
  };
}

function freezes({ environments }: Ground, { status, ahead }: Board, language: Language): Html {
  const frozen = status.frozen.map(
    ({
      environment,
      until,
      reason,
      name,
    }) => html`<div class="note bad"><p><strong>${environment}: ${say(language, 'frozen')}</strong> ${say(language, 'until')} ${moment(until)} — ${reason} (${name})</p></div>
`,
  );
  const coming = environments.flatMap(({ name }) => {
    const next = ahead.get(name);
    return next === undefined
      ? []
      : [html`<strong>${name}</strong> ${moment(next.from)} ${say(language, 'until')} ${moment(next.to)} (${next.reason})`];
  });
  const line = coming.length === 0 ? say(language, 'noFreeze') : html`${say(language, 'nextFreeze')}: ${joined(coming, '; ')}`;
  return html`${frozen}<p class="quiet">${line}</p>`;
}

function due({ status }: Board, language: Language): Content {
  if (status.due.length === 0) return undefined;
  return html`<div class="note wait"><p><strong>${say(language, 'due')}</strong></p>${list(status.due, language)}${command(language, 'npm run ops -- tidy')}</div>`;
}

function matrix({ catalog, environments }: Ground, { status, steps: next }: Board, language: Language): Html {
  const page = placed(language, file);
  const places = placesOf(status, next);
  const rows = catalog.services.map(({ value: { name, title } }) => [
    html`<a href="${addressFrom(page, placed(language, `services/${name}.html`))}">${name}</a><br><span class="quiet light">${title[language]}</span>`,
    ...environments.map((environment) => {
      const place = places(name, environment.name);
      if (place.row === undefined) return html`<span class="quiet">${say(language, 'notDeployed')}</span>`;
      return cell(place.row, place.next, language);
    }),
  ]);
  return table(
    [say(language, 'service'), ...environments.map(({ name, title }) => (language === 'en' ? name : `${name} ${title.zh}`))],
    rows,
    'cards',
  );
}

function cell(row: StatusRow, next: readonly NextStep[], language: Language): Html {
  const { version, digest, age, since, hold, emergency, scale, forwardOnly } = row;
  return html`<span class="version">${version}</span> <span class="quiet">${age ?? '-'}</span><br>
<span class="quiet mono" title="${digest}">${digest.slice(7, 19)}</span>${
    since !== undefined && html`<br><span class="quiet">${say(language, 'since')} ${moment(since)}</span>`
  }
${next.map((step) => html`<span class="step">→ ${step.to}: ${stateOf(step, language)}</span>`)}
${hold && html`<span class="badge wait">${say(language, 'held')} ${say(language, 'until')} ${moment(hold.until)}: ${hold.reason}</span>`}
${emergency && html`<span class="badge bad">${say(language, 'emergency')} ${emergency.incident}, ${say(language, 'until')} ${moment(emergency.until)}</span>`}
${scale && html`<span class="badge wait">${say(language, 'scaled')}: ${scale.min}–${scale.max}, ${say(language, 'until')} ${moment(scale.until)}</span>`}
${forwardOnly !== undefined && html`<span class="badge wait">${say(language, 'forwardOnly')}: ${forwardOnly}</span>`}`;
}

/** Whether a build may go on: now, or which gates refuse. */
function stateOf({ refusals, soakedAt }: NextStep, language: Language): Html {
  if (refusals.length === 0) return html`<span class="badge good">${say(language, 'mayGo')}</span>`;
  const gates = refusals.map(({ gate }) =>
    gate === 'soak' && soakedAt !== undefined ? html`${say(language, 'soakUntil')} ${moment(soakedAt)}` : html`${gate}`,
  );
  return html`<span class="badge wait">${joined(gates)}</span>`;
}

function steps({ steps: next }: Board, language: Language): Html {
  if (next.length === 0) return html`<p>${say(language, 'nothingNext')}</p>`;
  const intro = either(
    language,
    'By files and Git alone: order, soak, versions, holds and freezes. The signature of an image and the policies are asked when the command is run.',
    '仅依据文件与 Git：顺序、观察期、版本、锁定与冻结。镜像签名与策略在执行命令时检查。',
  );
  const rows = next.map((step) => [
    html`${step.service} ${step.version}<br><span class="quiet">${step.from} → ${step.to}</span>`,
    html`${stateOf(step, language)}${step.refusals.map(({ message, fix }) => html`<br><span class="quiet" lang="en">${message} ${fix}</span>`)}`,
    command(language, `npm run ops -- promote ${step.service} --from ${step.from} --to ${step.to}`),
  ]);
  return html`<p>${intro}</p>${table([say(language, 'what'), say(language, 'state'), say(language, 'command')], rows, 'cards')}`;
}

function platformSteps(platform: readonly PlatformStep[], language: Language): Content {
  if (platform.length === 0) return undefined;
  const rows = platform.map(({ from, to, moves, refusals }) => [
    html`${from} → ${to}`,
    html`${moves.map(({ name, from: old, to: now }) => html`${name} ${old} → ${now}<br>`)}`,
    refusals.length === 0
      ? html`<span class="badge good">${say(language, 'mayGo')}</span>`
      : html`<span class="badge wait">${say(language, 'notYet')}</span>${refusals.map((text) => html`<br><span class="quiet" lang="en">${text}</span>`)}`,
    command(language, `npm run ops -- promote platform --from ${from} --to ${to}`),
  ]);
  const head = [say(language, 'environments'), say(language, 'version'), say(language, 'state'), say(language, 'command')];
  return html`<h3>${say(language, 'platformVersions')}</h3>${table(head, rows, 'cards')}`;
}

function operations({ operations: last }: Board, language: Language): Html {
  if (last.length === 0) return html`<p>${say(language, 'noOperation')}</p>`;
  const shown = new Set(['Reason', 'Incident', 'Expires', 'Soak']);
  const rows = last.map(({ time, type, about, text, trailers, commit }) => [
    moment(time),
    html`<strong>${type}</strong> ${about}`,
    html`${text}${trailers.filter(({ key }) => shown.has(key)).map(({ key, value }) => html`<br><span class="quiet" lang="en">${key}: ${value}</span>`)}`,
    html`<code>${commit.slice(0, 12)}</code>`,
  ]);
  return table([say(language, 'time'), say(language, 'operation'), say(language, 'change'), 'Git'], rows, 'cards');
}

/** What else an operator types, by what it is for. */
function commands(language: Language): Html {
  const known: readonly (readonly [string, string, string])[] = [
    ['Roll back, and hold it there for a week', '回滚，并锁定一周', 'npm run ops -- rollback <service> --env production --reason "<why>"'],
    ['All that may go, at once', '一次晋级所有可以晋级的服务', 'npm run ops -- promote --all --ready --from staging --to production'],
    ['Scale for a while', '临时扩容', 'npm run ops -- scale <service> --env production --min 10 --until 7d --reason "<why>"'],
    ['Freeze an environment', '冻结一个环境', 'npm run ops -- freeze --env production --from <time> --to <time> --reason "<why>"'],
    ['Thaw it for an incident', '因事件解冻', 'npm run ops -- thaw --env production --to 4h --incident <id> --reason "<why>"'],
    [
      'Past all environments, for an incident',
      '因事件紧急变更',
      'npm run ops -- emergency <service> --env production --version <version> --digest <digest> --incident <id> --reason "<why>"',
    ],
    ['Let a held service go on', '解除锁定', 'npm run ops -- release <service> --env production --reason "<why>"'],
  ];
  return html`${known.map(([en, zh, text]) => html`<p class="quiet">${either(language, en, zh)}</p>${command(language, text)}`)}`;
}
