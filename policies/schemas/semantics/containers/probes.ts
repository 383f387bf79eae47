import { isPort, listed, mayBeOneOf, within } from '../spots/checks.ts';
import { isHeaderName } from '../spots/forms.ts';
import { entries, field, forbid, integer, isFilled, isSet, items, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';

const probeHandlers = ['exec', 'grpc', 'httpGet', 'tcpSocket'];
const hookHandlers = ['exec', 'httpGet', 'sleep', 'tcpSocket'];

/** Probes of a container that runs (pkg/apis/core/validation: validateLivenessProbe and its sisters). */
export function checkProbes(container: Spot, grace: number): void {
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = field(container, name);
    if (probe.value === undefined) continue;
    handler(probe, probeHandlers, grace);
    // 0 stands for the default.
    for (const key of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold']) {
      const own = field(probe, key);
      if (own.value !== 0) within(own, key === 'initialDelaySeconds' ? 0 : 1);
    }
    const period = field(probe, 'terminationGracePeriodSeconds');
    within(period, 1);
    if (name === 'readinessProbe') {
      if (period.value !== undefined) forbid(period, 'a readinessProbe ends no container');
      continue;
    }
    const threshold = integer(probe, 'successThreshold') ?? 1;
    if (threshold > 1) {
      refuse(field(probe, 'successThreshold'), `Field "successThreshold" of a ${name} is ${threshold}, not 1.`, 'Remove the field.');
    }
  }
}

/** Hooks of a container. Signals are behind a gate that is off: the API server drops them. */
export function checkLifecycle(lifecycle: Spot, grace: number): void {
  for (const hook of ['postStart', 'preStop']) {
    if (isSet(lifecycle, hook)) handler(field(lifecycle, hook), hookHandlers, grace);
  }
}

/** Exactly one thing to do, and what it needs (pkg/apis/core/validation: validateHandler). */
function handler(spot: Spot, handlers: readonly string[], grace: number): void {
  const found = handlers.filter((key) => isSet(spot, key));
  const name = /[^.]*$/.exec(spot.path)?.[0] ?? '';
  if (found.length > 1) {
    refuse(spot, `Field "${name}" has ${found.join(' and ')}, which exclude each other.`, `Set exactly one of ${handlers.join(', ')}.`);
  }
  // A misspelt block is reported as an unknown field.
  const misspelt = entries(spot).some(([key, value]) => !handlers.includes(key) && typeof value.value === 'object');
  if (found.length === 0 && !misspelt) {
    refuse(spot, `Field "${name}" says nothing to do.`, `Set exactly one of ${handlers.join(', ')}.`);
  }
  for (const key of found) action(key, field(spot, key), grace);
}

function action(name: string, spot: Spot, grace: number): void {
  switch (name) {
    case 'exec':
      if (!isFilled(spot, 'command')) missing(field(spot, 'command'));
      return;
    case 'httpGet':
      isPort(field(spot, 'port'));
      mayBeOneOf(field(spot, 'scheme'), ['HTTP', 'HTTPS']);
      for (const header of items(spot, 'httpHeaders')) {
        const own = field(header, 'name');
        if (!isHeaderName(text(own))) refuseValue(own, 'is no name of a header', `Write letters, digits and ${listed(['-'])}.`);
      }
      return;
    case 'tcpSocket':
    case 'grpc':
      isPort(field(spot, 'port'));
      return;
    default: {
      const seconds = integer(spot, 'seconds') ?? 0;
      if (seconds >= 0 && seconds <= grace) return;
      const message = `The pod sleeps ${seconds} seconds, and has ${grace} to end.`;
      refuse(field(spot, 'seconds'), message, 'Write no more than terminationGracePeriodSeconds, or raise that.');
    }
  }
}
