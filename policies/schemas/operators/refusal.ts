import type { SchemaProblem } from '../problem.ts';

/** A value that the API server takes and that the program which reads the object refuses, or drops without a word. */
export function refused(path: string, message: string, remediation: string): SchemaProblem {
  return { rule: 'schema-operator-refuses', path, message, remediation };
}
