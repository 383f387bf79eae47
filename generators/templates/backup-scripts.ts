import { readFileSync } from 'node:fs';
import { headed } from '../output/file.ts';

/** The scripts of the backup jobs by file name, each with the header of a generated file. Read once, when the module is loaded. */
export const backupScripts = {
  'common.sh': script('common.sh'),
  'backup.sh': script('backup.sh'),
  'restore.sh': script('restore.sh'),
  'drill.sh': script('drill.sh'),
  'check-archive.sh': script('check-archive.sh'),
  'rclone-store.sh': script('rclone-store.sh'),
} as const;

function script(name: string): string {
  return headed(`generators/templates/backup/${name}`, readFileSync(new URL(`backup/${name}`, import.meta.url), 'utf8'));
}
