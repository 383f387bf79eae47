import { runOps } from './operations/program.ts';
import { main } from './terminal/errors.ts';

await main(async () => {
  if (process.env['OPS_NOW'] !== undefined) process.stderr.write((await import('./operations/clock.ts')).clockNote());
  return runOps(process.argv.slice(2));
});
