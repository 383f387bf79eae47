import { deliveryExample } from '../../examples/delivery.ts';
import { projectEnvironment } from '../../kubernetes/argo-cd/argo-cd.ts';
import { type DeclaredEnvironment, deliveryFactsOf } from '../../kubernetes/argo-cd/delivery-facts.ts';
import { asList, at, listAt, numberAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const project = (name: string, windows: string) => `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: ${name}, namespace: argocd }
spec: { syncWindows: ${windows} }
`;
const allow = `{ kind: allow, schedule: "0 9 * * 1-5", duration: 9h, timeZone: Asia/Shanghai, manualSync: true, applications: ["*"] }`;
const deny = `{ kind: deny, schedule: "0 0 28 * *", duration: 96h, timeZone: Asia/Shanghai, manualSync: false, applications: ["*"] }`;
const found = (message: string, path: string) => ({
  on: 'AppProject/erp-production',
  message: `AppProject "erp-production" ${message}`,
  path,
});

/** A window as far as it decides when something syncs. */
interface Window {
  readonly kind: string;
  readonly schedule: string;
  readonly duration: string;
  readonly timeZone: string;
  readonly manual: boolean;
}

export default defineRule({
  id: 'match-sync-windows',
  severity: 'error',
  manual: '4.1 (D78)',
  summary: 'Give each project of an environment exactly the windows that its catalog declares: when it syncs, and when it is frozen.',
  rationale:
    'A freeze that is an hour long, of another time zone, or one that lets a person sync, does not freeze; one that covers every Application ' +
    'but some, or never comes, is only seen at the closing of the month that it was for.',
  remediation:
    'Change sync.windows and delivery.freezes in generators/catalog/environments, or freeze and thaw with "npm run ops -- freeze" and "-- thaw".',
  scope: 'object',
  kinds: ['AppProject'],

  check(manifest, world) {
    const facts = deliveryFactsOf(world);
    if (facts === undefined) return [];
    const name = projectEnvironment(
      manifest.name,
      facts.environments.map((environment) => environment.name),
    );
    const environment = facts.environments.find((item) => item.name === name);
    if (environment === undefined) return [];
    const title = titleOf(manifest);
    const windows = listAt(manifest.fields, 'spec', 'syncWindows');
    const expected = declaredOf(environment);
    const is = (window: unknown, { kind, schedule, duration, timeZone, manual }: Window) =>
      textAt(window, 'kind') === kind &&
      matchesSchedule(textAt(window, 'schedule') ?? '', schedule, environment) &&
      textAt(window, 'duration') === duration &&
      (textAt(window, 'timeZone') ?? 'UTC') === timeZone &&
      (at(window, 'manualSync') ?? false) === manual;
    return [
      ...windows.flatMap((window, index) => scopeProblems(title, window, `spec.syncWindows[${index}]`)),
      ...windows.flatMap((window, index): readonly Problem[] =>
        expected.some((item) => is(window, item)) || isPieceOfThaw(window, environment)
          ? []
          : [
              {
                message: `${title} has the window ${saidOf(window)}, which "${environment.name}" does not declare.`,
                path: `spec.syncWindows[${index}]`,
              },
            ],
      ),
      ...expected
        .filter((item) => !windows.some((window) => is(window, item)))
        .map((item) => ({
          message: `${title} has no window ${said(item)}, which "${environment.name}" declares.`,
          path: 'spec.syncWindows',
        })),
    ];
  },

  examples: {
    pass: [{ name: 'as declared', manifests: `${project('erp-production', `[${allow}, ${deny}]`)}---${deliveryExample}` }],
    fail: [
      {
        name: 'a freeze of a day, and people may sync in it',
        from: 'as declared',
        change: {
          'AppProject/erp-production > spec.syncWindows[1].duration': '24h',
          'AppProject/erp-production > spec.syncWindows[1].manualSync': true,
        },
        problems: [
          found(
            'has the window deny "0 0 28 * *" for 24h in Asia/Shanghai, also by hand, which "production" does not declare.',
            'spec.syncWindows[1]',
          ),
          found('has no window deny "0 0 28 * *" for 96h in Asia/Shanghai, which "production" declares.', 'spec.syncWindows'),
        ],
      },
      {
        name: 'only some Applications',
        from: 'as declared',
        change: { 'AppProject/erp-production > spec.syncWindows[1].applications': ['shop-*'] },
        problems: [found('has a window that is not about all its Applications.', 'spec.syncWindows[1].applications')],
      },
      {
        name: 'no windows at all',
        from: 'as declared',
        change: { 'AppProject/erp-production > spec.syncWindows': undefined },
        problems: [
          found(
            'has no window allow "0 9 * * 1-5" for 9h in Asia/Shanghai, also by hand, which "production" declares.',
            'spec.syncWindows',
          ),
          found('has no window deny "0 0 28 * *" for 96h in Asia/Shanghai, which "production" declares.', 'spec.syncWindows'),
        ],
      },
    ],
  },
});

function declaredOf(environment: DeclaredEnvironment): readonly Window[] {
  return [
    ...environment.windows.map((window) => ({
      kind: textAt(window, 'kind') ?? '',
      schedule: textAt(window, 'schedule') ?? '',
      duration: textAt(window, 'duration') ?? '',
      timeZone: textAt(window, 'timeZone') ?? 'UTC',
      manual: at(window, 'manualSync') === true,
    })),
    ...environment.recurring.map((freeze) => ({
      kind: 'deny',
      schedule: textAt(freeze, 'schedule') ?? '',
      duration: `${numberAt(freeze, 'hours') ?? 0}h`,
      timeZone: textAt(freeze, 'timeZone') ?? 'UTC',
      manual: false,
    })),
    ...(environment.thaws.length > 0
      ? []
      : environment.once.map((freeze) => ({
          kind: 'deny',
          schedule: textAt(freeze, 'schedule') ?? '',
          duration: textAt(freeze, 'duration') ?? '',
          timeZone: 'UTC',
          manual: false,
        }))),
  ];
}

/** A thaw takes months away from a freeze that comes again. */
function matchesSchedule(found: string, expected: string, { thaws }: DeclaredEnvironment): boolean {
  if (found === expected) return true;
  const [own, wanted] = [found.split(' '), expected.split(' ')];
  return thaws.length > 0 && own.length === 5 && own.toSpliced(3, 1).join(' ') === wanted.toSpliced(3, 1).join(' ');
}

/** What a thaw leaves of a freeze: at one minute of one day of the year, in UTC, for nobody. */
function isPieceOfThaw(window: unknown, { thaws }: DeclaredEnvironment): boolean {
  return (
    thaws.length > 0 &&
    textAt(window, 'kind') === 'deny' &&
    textAt(window, 'timeZone') === 'UTC' &&
    at(window, 'manualSync') !== true &&
    /^\d+ \d+ \d+ \d+ \*$/.test(textAt(window, 'schedule') ?? '')
  );
}

/** Argo CD joins applications, namespaces and clusters by "or", and with andOperator by "and" (3.4.7, docs/user-guide/sync_windows.md). */
function scopeProblems(title: string, window: unknown, path: string): readonly Problem[] {
  const applications = asList(at(window, 'applications'));
  return [
    ...(applications.length === 1 && applications[0] === '*'
      ? []
      : [{ message: `${title} has a window that is not about all its Applications.`, path: `${path}.applications` }]),
    ...['namespaces', 'clusters', 'andOperator']
      .filter((key) => at(window, key) !== undefined)
      .map((key) => ({
        message: `${title} has a window with ${key}, expected all Applications and nothing else.`,
        path: `${path}.${key}`,
      })),
  ];
}

function said({ kind, schedule, duration, timeZone, manual }: Window): string {
  return `${kind} "${schedule}" for ${duration} in ${timeZone}${manual ? ', also by hand' : ''}`;
}

function saidOf(window: unknown): string {
  const text = (key: string, otherwise = '') => textAt(window, key) ?? otherwise;
  return said({
    kind: text('kind'),
    schedule: text('schedule'),
    duration: text('duration'),
    timeZone: text('timeZone', 'UTC'),
    manual: at(window, 'manualSync') === true,
  });
}
