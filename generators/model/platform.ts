/** What a file of the catalog imports: this path stays when the rooms behind it move. */
export { definePlatform } from './platform/platform.ts';
