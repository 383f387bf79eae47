import { admissionRules } from '../../policies/admission.ts';
import type { Rule } from '../../policies/model.ts';

/** What the generators are given of the rules: policies and generators do not know each other. */
export const admissionFile = 'policies/admission.json';

/** The text of that file. */
export function admissionText(rules: readonly Rule[]): string {
  return `${JSON.stringify(admissionRules(rules), null, 2)}\n`;
}
