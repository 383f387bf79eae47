import type { Told } from './told.ts';

/** One JSON document: `findings` and `summary`. */
export function json({ findings, summary }: Pick<Told, 'findings' | 'summary'>): string {
  return `${JSON.stringify({ findings, summary }, undefined, 2)}\n`;
}
