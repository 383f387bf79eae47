import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AdmissionRule } from '../../generators/model/environment/admission-rule.ts';
import { UserError } from '../terminal/errors.ts';

const file = path.resolve(import.meta.dirname, '../../policies/admission.json');

/**
 * What the rules ask of the API server, as `npm run docs` wrote it: data, so that no rule need be loaded to draw a service.
 * @throws UserError when it is not there or cannot be read
 */
export function readAdmission(): readonly AdmissionRule[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UserError(
      { what: 'What the rules ask of the API server cannot be read.', where: 'policies/admission.json', how: 'Run "npm run docs".' },
      { cause },
    );
  }
}
