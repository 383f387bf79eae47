// Loaded before every program: `node --import ./scripts/terminal/start.mjs scripts/<program>.ts`. It is JavaScript that every Node
// reads, and says which Node will do, lets TypeScript run, and keeps what is compiled for the next start.
import './installed.mjs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** Whether this Node is a version of one of the lines, or of a later line: each the first of its line that will do. */
const isAtLeast = (...lines) =>
  lines.some(([line, first]) => major === line && minor >= first) || major > Math.max(...lines.map(([line]) => line));

const fail = (what, where, how) => {
  process.stderr.write(`error  ${what}\n  at   ${where}\n  fix  ${how}\n`);
  process.exit(2);
};

if (!isAtLeast([22, 18])) {
  fail(
    `Node ${process.versions.node} is too old.`,
    process.execPath,
    'Run the scripts through npm ("npm run build"), which uses the Node of the lockfile; where that has none for the machine, install Node 22.18 or newer.',
  );
}

// Entries are named by path from this folder, where Node can, and checked against the whole source: copies of the repository share them.
const directory = fileURLToPath(new URL('../../node_modules/.cache/erp-gitops/compiled', import.meta.url));
module.enableCompileCache(isAtLeast([24, 12]) ? { directory, portable: true } : directory);

// Where Node does not strip types, or not without a warning on each start, tsx translates them (Node's changelog: 22.18, 23.6, 24.3).
if (!process.features.typescript || !isAtLeast([22, 18], [24, 3])) {
  const { register } = await import('tsx/esm/api');
  register();
}
