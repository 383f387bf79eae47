import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Outside } from './clouds/cloud-doctor.ts';
import { bad, good, unseen, type Verdict } from './cluster-look.ts';

const execute = promisify(execFile);

/** What tools of clouds say of what is not there. */
const absent = /not ?found|no such|does not exist|\b404\b|No value found/i;

/** Asks the tool of the cloud, which only reads. What it cannot tell nobody has looked at. */
export async function askOutside({ what, command: [tool, ...args], fix, judge }: Outside): Promise<Verdict> {
  try {
    const { stdout } = await execute(tool, args, { timeout: 30_000, maxBuffer: 16 * 2 ** 20 });
    return judge?.(stdout) ?? good(what);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return unseen(`${what}: "${tool}" is not on PATH.`);
    const said = String((error as { stderr?: unknown }).stderr ?? '').trim() || String(error);
    if (absent.test(said)) return bad(`${what} is not there.`, fix);
    return unseen(`${what}: ${tool} does not tell: ${said.split('\n')[0]}`);
  }
}

/** A command as a person types it. */
export function commandText(command: readonly string[]): string {
  return command.map((word) => (/^[\w./:=@+-]+$/.test(word) ? word : `'${word}'`)).join(' ');
}
