/** What a file of the catalog imports: this path stays when the rooms behind it move. */
export { defineEnvironment } from './environment/environment.ts';
