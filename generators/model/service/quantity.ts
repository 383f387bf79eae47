import type { Compute, Resources } from './service.ts';

const cpuPattern = /^(?:(\d+)m|(\d+(?:\.\d{1,3})?))$/;
const bytesPattern = /^(\d+)(Ki|Mi|Gi|Ti)$/;
const units: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/** Thousandths of a core; undefined when it is no CPU quantity that the catalog accepts (`500m`, `2`, `0.5`). */
export function millicores(text: string): number | undefined {
  const match = cpuPattern.exec(text);
  if (match === null) return undefined;
  return match[1] === undefined ? Math.round(Number(match[2]) * 1000) : Number(match[1]);
}

/** Bytes; undefined when it is no memory quantity that the catalog accepts (whole `Ki`, `Mi`, `Gi`, `Ti`). */
export function bytes(text: string): number | undefined {
  const match = bytesPattern.exec(text);
  return match === null ? undefined : Number(match[1]) * (units[match[2] as string] as number);
}

/** `500m`; whole cores too, as the manual writes them (`2000m`). */
export function formatCpu(milli: number): string {
  return `${Math.ceil(milli)}m`;
}

/** The shortest whole form: `2Gi`, `512Mi`. */
export function formatBytes(amount: number): string {
  const mebibytes = Math.ceil(amount / 2 ** 20);
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}Gi` : `${mebibytes}Mi`;
}

/** Resources times a factor, rounded up to a millicore and a mebibyte. */
export function scaleResources(resources: Resources, factor: number): Resources {
  const scale = (compute: Compute): Compute => ({
    cpu: formatCpu((millicores(compute.cpu) ?? 0) * factor),
    memory: formatBytes((bytes(compute.memory) ?? 0) * factor),
    ephemeralStorage: formatBytes((bytes(compute.ephemeralStorage) ?? 0) * factor),
  });
  return { requests: scale(resources.requests), limits: scale(resources.limits) };
}

/** CPU and memory of a container. */
export interface Amounts {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
}

/** CPU and memory times a factor, rounded up to a millicore and a mebibyte. */
export function scaleAmounts({ requests, limits }: Amounts, factor: number): Amounts {
  const scale = ({ cpu, memory }: Amounts['requests']) => ({
    cpu: formatCpu((millicores(cpu) ?? 0) * factor),
    memory: formatBytes((bytes(memory) ?? 0) * factor),
  });
  return { requests: scale(requests), limits: scale(limits) };
}

/** CPU and memory of containers that run at one time. */
export function together(...containers: readonly Amounts[]): Amounts {
  return eachOf(containers, (amounts) => amounts.reduce((total, amount) => total + amount, 0));
}

/** CPU and memory of containers that run one after the other: of each the most. */
export function inTurn(...containers: readonly Amounts[]): Amounts {
  return eachOf(containers, (amounts) => Math.max(0, ...amounts));
}

function eachOf(containers: readonly Amounts[], reckon: (amounts: readonly number[]) => number): Amounts {
  const of = (side: 'requests' | 'limits') => ({
    cpu: formatCpu(reckon(containers.map((container) => millicores(container[side].cpu) ?? 0))),
    memory: formatBytes(reckon(containers.map((container) => bytes(container[side].memory) ?? 0))),
  });
  return { requests: of('requests'), limits: of('limits') };
}

/** The same, but with no limit of memory below `memory`, and no request above the limits: what a program costs at rest does not scale. */
export function scaleAmountsFrom(memory: string, amounts: Amounts, factor: number): Amounts {
  const { requests, limits } = scaleAmounts(amounts, factor);
  const least = Math.min(bytes(memory) ?? 0, bytes(amounts.limits.memory) ?? 0);
  return { requests, limits: { ...limits, memory: formatBytes(Math.max(bytes(limits.memory) ?? 0, least)) } };
}

/** A share of an amount of memory, in whole mebibytes. */
export function mebibytes(memory: string, share: number): number {
  return Math.floor(((bytes(memory) ?? 0) * share) / 2 ** 20);
}

/** What quotas leave to spare, for what no claim counts. */
export const quotaSpare = 1.25;

/** The next number of at most two digits before its zeros: 123 -> 130. Below 10 the next whole number. */
export function roundUp(amount: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, amount))) - 1);
  return Math.ceil(amount / step) * step;
}
