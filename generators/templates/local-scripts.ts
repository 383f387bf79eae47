import { readFileSync } from 'node:fs';

/** The scripts that make databases, users and topics on a laptop, by file name. Read once, when the module is loaded. */
export const localScripts = {
  'postgres-setup.sh': script('postgres-setup.sh'),
  'kafka-setup.sh': script('kafka-setup.sh'),
} as const;

function script(name: string): string {
  return readFileSync(new URL(`local/${name}`, import.meta.url), 'utf8');
}
