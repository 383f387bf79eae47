import type { Container, World } from '../../model.ts';
import { listAt, textAt, texts } from '../fields.ts';
import { handlersOf } from '../pods/probes.ts';

/** What a container is told to run. */
export interface Command {
  /** `The command`, `The postStart hook`. */
  readonly subject: string;
  readonly words: readonly string[];
  readonly path: string;
}

/** The command of a container (with its arguments), and those of its probes and hooks. */
export function commandsOf(container: Container): readonly Command[] {
  const words = (value: unknown, key: string) => listAt(value, key).filter((word): word is string => typeof word === 'string');
  const [command, args] = [words(container.fields, 'command'), words(container.fields, 'args')];
  return [
    ...(command.length + args.length > 0
      ? [
          {
            subject: command.length > 0 ? 'The command' : 'The args',
            words: [...command, ...args],
            path: `${container.path}.${command.length > 0 ? 'command' : 'args'}`,
          },
        ]
      : []),
    ...handlersOf(container)
      .filter(({ action }) => action === 'exec')
      .map(({ owner, fields, path }) => ({ subject: `The ${owner}`, words: words(fields, 'command'), path: `${path}.command` })),
  ];
}

/** One variable that is written in the manifests. */
export interface Written {
  readonly name: string;
  readonly value: string;
  /** Where, in the pod's own manifest. */
  readonly path: string;
}

/** The variables of one container: those written out, and those of ConfigMaps, at the place where these are named. */
export function variablesOf({ pod, fields, path }: Container, world: World): readonly Written[] {
  return [
    ...listAt(fields, 'env').flatMap((variable, index) => {
      const [name, value] = [textAt(variable, 'name'), textAt(variable, 'value')];
      return name === undefined || value === undefined ? [] : [{ name, value, path: `${path}.env[${index}].value` }];
    }),
    ...listAt(fields, 'envFrom').flatMap((source, index) => {
      const from = world.find('ConfigMap', pod.namespace, textAt(source, 'configMapRef', 'name') ?? '');
      const prefix = textAt(source, 'prefix') ?? '';
      return Object.entries(texts(from?.fields['data'])).map(([name, value]) => ({
        name: `${prefix}${name}`,
        value,
        path: `${path}.envFrom[${index}].configMapRef.name`,
      }));
    }),
  ];
}
