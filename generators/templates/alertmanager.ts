import { readFileSync } from 'node:fs';

/** Files with the texts of Alertmanager's messages, by name. Read once, when the module is loaded. */
export const alertmanagerTemplates: Readonly<Record<string, string>> = {
  'erp.tmpl': readFileSync(new URL('alertmanager/erp.tmpl', import.meta.url), 'utf8'),
};
