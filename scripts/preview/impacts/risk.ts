import { type Tier, tierOf } from '../../../policies/environments.ts';
import type { Impact, ImpactClass } from './impact.ts';

/** How carefully a change is to be reviewed; a label `risk/<level>` says it. */
export type Risk = 'low' | 'medium' | 'high';

export const risks: readonly Risk[] = ['low', 'medium', 'high'];

/** What a class of impact means: in production, in an environment like it (staging), and elsewhere. */
export const riskTable: Readonly<Record<ImpactClass, readonly [production: Risk, rehearsal: Risk, other: Risk]>> = {
  data: ['high', 'high', 'medium'],
  migrations: ['high', 'high', 'medium'],
  immutable: ['high', 'high', 'medium'],
  network: ['high', 'medium', 'low'],
  access: ['high', 'medium', 'medium'],
  secrets: ['high', 'medium', 'low'],
  restarts: ['medium', 'low', 'low'],
  images: ['medium', 'low', 'low'],
  scaling: ['medium', 'low', 'low'],
  resources: ['medium', 'low', 'low'],
};

/** The risk of one impact. What only takes a flow or a right away is one step less; what concerns all environments is production. */
export function riskOf({
  class: name,
  environment,
  tier = tierOf({}, environment),
  harmless,
}: Pick<Impact, 'class' | 'environment' | 'tier' | 'harmless'>): Risk {
  const column = ({ production: 0, rehearsal: 1, trial: 2 } as const satisfies Record<Tier, number>)[tier];
  const risk = riskTable[name][column];
  return harmless === true ? (risks[Math.max(0, risks.indexOf(risk) - 1)] ?? 'low') : risk;
}

/** The highest of some risks; low when there is none. */
export function highest(levels: Iterable<Risk>): Risk {
  return risks[Math.max(0, ...[...levels].map((level) => risks.indexOf(level)))] ?? 'low';
}
