import { runOps } from './operations/program.ts';
import { main } from './terminal/errors.ts';

await main(() => runOps(process.argv.slice(2)));
