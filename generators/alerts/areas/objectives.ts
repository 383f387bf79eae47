import { type Burn, burnFactor, burns } from '../../model/service/objectives.ts';
import { type Alert, type AlertArea, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

type Promised = 'availability' | 'latency';

const broken: Readonly<Record<Promised, string>> = { availability: 'errors', latency: 'slow answers' };

/**
 * What is promised of each service, and how fast its budget of errors is used up: each burn over a long window, and still so
 * over a short one (Google SRE Workbook, "Alerting on SLOs"). The first two burns wake somebody up, the others can wait.
 */
export function objectives(scope: AlertScope): AlertArea {
  const promises: readonly Promised[] = ['availability', 'latency'];
  return {
    name: 'objectives',
    team: 'application',
    alerts: promises.flatMap((promise) => [
      burnAlert(scope, promise, { name: 'BurnsFast', pairs: burns.slice(0, 2), severity: 'critical', held: '2m' }),
      burnAlert(scope, promise, { name: 'BurnsSlowly', pairs: burns.slice(2), severity: 'warning', held: '15m' }),
    ]),
  };
}

interface BurnAlert {
  readonly name: string;
  readonly pairs: readonly Burn[];
  readonly severity: 'critical' | 'warning';
  readonly held: '2m' | '15m';
}

function burnAlert({ app }: AlertScope, promise: Promised, { name, pairs, severity, held }: BurnAlert): Alert {
  const word = promise === 'availability' ? 'Availability' : 'Latency';
  const rate = (window: string, service = 'sales-service', namespace = app) =>
    `app:${promise}_burn:ratio_rate${window}{namespace="${namespace}",app="${service}"}`;
  const over = (window: string, factor: number) => `app:${promise}_burn:ratio_rate${window}{namespace="${app}"} > ${factor}`;
  const own = { namespace: app, app: 'sales-service' };
  const at = (factor: number, share: number) => `${Math.round(factor * share * 1000) / 1000}`;
  // Before it has held for long enough, and before it has for twice as long.
  const [before, after] = held === '2m' ? ['1m', '3m'] : ['14m', '17m'];
  const both = (pair: Burn, long: number, short: number, service?: string, namespace?: string) => {
    const factor = burnFactor(pair);
    return {
      [rate(pair.long, service, namespace)]: `${at(factor, long)}x60`,
      [rate(pair.short, service, namespace)]: `${at(factor, short)}x60`,
    };
  };
  return {
    name: `${word}Budget${name}`,
    expr: pairs.map((pair) => [over(pair.long, burnFactor(pair)), `  and ${over(pair.short, burnFactor(pair))}`].join('\n')).join('\nor\n'),
    for: held,
    severity,
    summary: `{{ $labels.app }} uses up its budget of ${broken[promise]} ${severity === 'critical' ? 'fast' : 'slowly'}`,
    description: `{{ $labels.app }} in {{ $labels.namespace }} uses it up {{ $value | humanize }} times faster than what is promised allows, and still does.`,
    examples: [
      ...pairs.map((pair) => ({
        when: `it burns 5 % over ${burnFactor(pair)} for ${pair.long}, and still does`,
        series: { ...both(pair, 1.05, 1.05), ...both(pair, 9, 9, 'sales-service', 'tools') },
        expect: { [before]: silent, [after]: [fires(own, at(burnFactor(pair), 1.05))] },
      })),
      {
        when: 'it has ended, has only just begun, or is just as fast as that and no faster',
        series: Object.assign(
          {},
          ...pairs.flatMap((pair) => [
            both(pair, 9, 0, `ended-${pair.long}`),
            both(pair, 0, 9, `begun-${pair.long}`),
            both(pair, 1, 9, `long-${pair.long}`),
            both(pair, 9, 1, `short-${pair.long}`),
            both(pair, 0.95, 0.95, `below-${pair.long}`),
          ]),
        ),
        expect: { '25m': silent },
      },
    ],
  };
}
