import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/**
 * The first program of a name that may be run.
 * @param folders as PATH has them
 */
export function onPath(name: string, folders: string): string | undefined {
  return folders
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, process.platform === 'win32' ? `${name}.exe` : name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
