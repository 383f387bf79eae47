import { expect, it } from 'vitest';
import { LuaFactory } from 'wasmoon';
import { healthScripts } from '../../../generators/charts/argo-cd-health.ts';
import { application, healthCases } from './cases.ts';

const script = healthScripts['resource.customizations.health.argoproj.io_Application'] ?? '';
const factory = new LuaFactory();

it.each(healthCases(new Date()))('$when', async ({ status, health }) => {
  // Argo CD's interpreter is of Lua 5.1, this one of 5.4; `npm run test:argocd` asks Argo CD itself.
  const lua = await factory.createEngine();
  try {
    lua.global.set('object', JSON.stringify(application(status)));
    lua.global.set('parse', (text: string) => JSON.parse(text) as unknown);
    const { status: found, message = '' } = await lua.doString(`local obj = parse(object)\n${script}`);
    expect({ status: found, message }).toEqual({ message: '', ...health });
  } finally {
    lua.global.close();
  }
});
