/** What a file of the catalog imports: this path stays when the rooms behind it move. */
export { defineService } from './service/service.ts';
