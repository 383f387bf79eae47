import './lib/node-version.ts';
import { main } from './lib/errors.ts';
import { runOps } from './lib/ops/program.ts';

await main(() => runOps(process.argv.slice(2)));
