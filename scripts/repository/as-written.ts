import type { Written } from './yaml-lines.ts';

/** What a finding says, which may have to be said by what stands in the file. */
interface Words {
  readonly rule: string;
  readonly message: string;
  readonly remediation: string;
}

/**
 * The words of a finding with what a person wrote in the place of what YAML made of it: `1.10` and not 1.1, `no` and not false, the key `on`
 * and not "true". What a template was to fill in is called so.
 */
export function asWritten<T extends Words>(finding: T, { key, value }: Written): T {
  if (!finding.rule.startsWith('schema-')) return finding;
  if (key !== undefined && finding.rule === 'schema-unknown-field') {
    const message = finding.message.replace(
      /^Unknown field ("(?:[^"\\]|\\.)*")/,
      (_, read: string) => `Unknown field ${key}, which YAML reads as ${read}`,
    );
    return { ...finding, message, remediation: `Quote the key: ${JSON.stringify(key)}.` };
  }
  return withValue(key === undefined ? finding : { ...finding, message: named(finding.message, key) }, value);
}

/** The key of a value: `Field "false" is ...` for what is written `n: ...`. */
function named(message: string, key: string): string {
  return message.replace(/^Field "(?:true|false|null|[-\d.e+]+)"/, `Field ${JSON.stringify(key)}`);
}

function withValue<T extends Words>(finding: T, value: string | undefined): T {
  const template = templateOf(finding.message);
  if (template !== undefined) return { ...finding, remediation: `This is ${template}: render it first, and give the result.` };
  if (value === undefined) return finding;
  return {
    ...finding,
    message: finding.message.replace(/ is (the (?:number|boolean) [^\s,]+|empty)(?=,)/, (whole, read: string) =>
      isOther(read, value) ? ` is ${value}, which YAML reads as ${read === 'empty' ? 'nothing' : read}` : whole,
    ),
    remediation: /^(?:Quote the value: |Write text\.$)/.test(finding.remediation)
      ? `Quote the value: ${JSON.stringify(value)}.`
      : finding.remediation,
  };
}

/** `the number 1.1` is other than `1.10`. */
function isOther(read: string, written: string): boolean {
  return read === 'empty' || read.replace(/^the (?:number|boolean) /, '') !== written;
}

/** What kind of template a quoted value of a message is. */
function templateOf(message: string): string | undefined {
  const quoted = /"((?:[^"\\]|\\.)*)"(?=,| is no )/g;
  return [...message.matchAll(quoted)].map(([, text = '']) => templateIn(text)).find((found) => found !== undefined);
}

/** What kind of template a text is of, by its signs; undefined for none. */
export function templateIn(text: string): string | undefined {
  const [braces] = /\{\{.*/.exec(text) ?? [];
  if (braces !== undefined) {
    if (
      /^\{\{[-\s]*(?:\$?\.(?:Values|Release|Chart|Capabilities|Files)\b|(?:if|range|with|define|template|include|tpl|toYaml|end|else|block)\b)/.test(
        braces,
      )
    )
      return 'a template of Helm';
    return /^\{\{[-\s]*[.$]/.test(braces) ? 'a template of Go' : 'a template (Jinja or its like)';
  }
  if (/\{%/.test(text)) return 'a template of Jinja';
  if (/<%/.test(text)) return 'a template of ERB';
  if (/\$\{\w+(?::?[-=?+][^}]*)?\}|^\$[A-Z_][A-Z0-9_]*$/.test(text)) return 'a template for envsubst';
  return undefined;
}
