import { shapesKnown, signaturesIn } from '../../../policies/kubernetes/credentials/shapes.ts';

type Messages = Readonly<Record<string, { en(): string }>>;

/** What secretlint 13.0.6 tells a rule, as far as this one needs it. */
interface Context {
  report(problem: { readonly message: unknown; readonly range: readonly [start: number, end: number] }): void;
  createTranslator(messages: Messages): (id: string) => unknown;
}

/** One for each shape: what secretlint is given to fill in, it masks. */
const messages: Messages = Object.fromEntries(
  shapesKnown.map((what) => [what, { en: () => `found ${what}: revoke it, and put the new one into Vault (docs/secrets.md)` }]),
);

/**
 * A rule of secretlint, which its configuration names (.secretlintrc.json, as a path from the package that resolves it): in every file of the tree
 * it finds the shapes of credentials that the rules about objects know.
 */
export const creator = {
  messages,
  meta: {
    id: 'erp-credential-shapes',
    recommended: false,
    type: 'scanner',
    supportedContentTypes: ['text'],
    docs: { url: 'docs/secrets.md' },
  },
  create(context: Context) {
    const told = context.createTranslator(messages);
    return {
      file({ content }: { readonly content: string }) {
        for (const { what, range } of signaturesIn(content)) context.report({ message: told(what), range });
      },
    };
  },
};
