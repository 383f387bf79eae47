import type { Evidence, Shortfall } from './requirement.ts';

/** What a page must have, as a sentence's end, and an expression that finds it in its code. */
export type Step = readonly [what: string, expression: RegExp];

/** Where the operator's handbook keeps its pages. */
export const handbook = 'docs/runbooks';

/** Where a page of the handbook lacks a command, in either language. Only its code counts, not its prose. */
export function expectSteps({ runbooks }: Evidence, page: string, steps: readonly Step[]): readonly Shortfall[] {
  return ['', '.zh-CN'].flatMap((language) => {
    const file = `${handbook}/${page}${language}.md`;
    const text = runbooks.get(file);
    if (text === undefined) return [{ message: `The handbook has no page "${page}${language}.md".`, where: handbook }];
    const code = codeIn(text);
    return steps
      .filter(([, expression]) => !expression.test(code))
      .map(([what]) => ({ message: `The page "${page}${language}.md" does not ${what}.`, where: file, file }));
  });
}

/** Where any page of the handbook tells to do what must not be done. */
export function expectNowhere({ runbooks }: Evidence, [what, expression]: Step): readonly Shortfall[] {
  if (runbooks.size === 0) return [{ message: 'There is no handbook.', where: handbook }];
  return [...runbooks]
    .filter(([, text]) => expression.test(codeIn(text)))
    .map(([file]) => ({ message: `The page "${file}" tells to ${what}.`, where: file, file }));
}

/** Fenced blocks, and links in angle brackets, of a page of Markdown. */
function codeIn(text: string): string {
  const blocks = [...text.matchAll(/^```.*\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  const links = [...text.matchAll(/<(https?:\/\/[^>\s]+)>/g)].map(([, url = '']) => url);
  return [...blocks, ...links].join('\n');
}
