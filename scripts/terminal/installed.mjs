// Ends what needs the packages where there are none, in a form that every Node reads: before programs, and before the commands that
// are a package's own and would only not be found.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));
if (!existsSync(packages)) {
  process.stderr.write(`error  The packages are not installed.\n  at   ${packages}\n  fix  Run "npm ci".\n`);
  process.exit(2);
}
