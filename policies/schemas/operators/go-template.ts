/** What a template of Go's text/template does not parse, in words; undefined where it parses. Functions that exist beside Go's own are given. */
export function templateFault(text: string, functions: ReadonlySet<string>, variables: readonly string[] = []): string | undefined {
  const blocks: Block[] = [];
  const scopes: string[][] = [['$', ...variables]];
  let rest = text;
  for (;;) {
    const start = rest.indexOf('{{');
    if (start < 0) break;
    rest = rest.slice(start + 2);
    const comment = /^(?:-\s)?\s*\/\*/.exec(rest);
    if (comment !== null) {
      const end = /\*\/(?:\s+-)?\}\}/.exec(rest);
      if (end === null) return 'a comment is not closed';
      rest = rest.slice(end.index + end[0].length);
      continue;
    }
    const action = actionOf(rest);
    if (typeof action === 'string') return action;
    rest = rest.slice(action.length);
    const fault = ofAction(action.tokens, blocks, scopes, functions);
    if (fault !== undefined) return fault;
  }
  const open = blocks.at(-1);
  return open === undefined ? undefined : `"${open.keyword}" has no "end"`;
}

interface Block {
  readonly keyword: string;
  hasElse: boolean;
}

/** Functions of Go's text/template itself. */
const builtIn = new Set('and or not len index slice print printf println html js urlquery call eq ne lt le gt ge'.split(' '));
const openers = new Set(['if', 'range', 'with', 'define', 'block']);

type Kind = 'word' | 'field' | 'variable' | 'dot' | 'text' | 'number' | 'constant' | '(' | ')' | '|' | ',' | ':=' | '=';
interface Token {
  readonly kind: Kind;
  readonly text: string;
  /** Whether there is a blank before it: `.a.b` is one operand, `.a .b` are two. */
  readonly spaced: boolean;
}

const shapes: readonly (readonly [Kind, RegExp])[] = [
  ['text', /^(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+')/],
  ['number', /^[+-]?(?:0[xXbBoO][\da-fA-F_]+|[\d_]*\.?\d[\d_]*(?:[eE][+-]?\d+)?i?)(?![\w.])/],
  ['variable', /^\$\w*/],
  ['field', /^\.[A-Za-z_]\w*/],
  ['dot', /^\.(?![\w.])/],
  ['constant', /^(?:true|false|nil)\b/],
  ['word', /^[A-Za-z_]\w*/],
  [':=', /^:=/],
  ['=', /^=(?!=)/],
  ['(', /^\(/],
  [')', /^\)/],
  ['|', /^\|/],
  [',', /^,/],
];

/** The tokens of what stands between braces, and how long it is. */
function actionOf(text: string): { readonly tokens: readonly Token[]; readonly length: number } | string {
  const tokens: Token[] = [];
  let at = /^-\s/.test(text) ? 2 : 0;
  for (;;) {
    const blank = /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
    at += blank;
    const rest = text.slice(at);
    if (rest === '') return 'an action "{{" is not closed by "}}"';
    if (rest.startsWith('}}')) return { tokens, length: at + 2 };
    if (rest.startsWith('-}}') && blank > 0) return { tokens, length: at + 3 };
    const found = shapes.map(([kind, shape]) => ({ kind, text: shape.exec(rest)?.[0] })).find((token) => token.text !== undefined);
    if (found?.text === undefined) {
      return /^["'`]/.test(rest) ? 'a text is not closed' : `there is an unexpected ${JSON.stringify(rest.charAt(0))} in an action`;
    }
    tokens.push({ kind: found.kind, text: found.text, spaced: blank > 0 || tokens.length === 0 });
    at += found.text.length;
  }
}

function ofAction(tokens: readonly Token[], blocks: Block[], scopes: string[][], functions: ReadonlySet<string>): string | undefined {
  const [first, ...rest] = tokens;
  if (first === undefined) return 'an action is empty';
  const keyword = first.kind === 'word' ? first.text : '';
  if (keyword === 'end') {
    if (rest.length > 0) return 'something follows "end"';
    if (blocks.pop() === undefined) return 'there is an "end" without a beginning';
    scopes.pop();
    return undefined;
  }
  if (keyword === 'else') {
    const block = blocks.at(-1);
    if (block === undefined || ['define', 'block'].includes(block.keyword)) return 'there is an "else" without an "if"';
    if (block.hasElse) return 'there is an "else" after the last one';
    const [again, ...condition] = rest;
    if (again === undefined) {
      block.hasElse = true;
      return undefined;
    }
    if (again.kind !== 'word' || !['if', 'with'].includes(again.text)) return `there is an unexpected "${again.text}" after "else"`;
    return pipeline(condition, scopes, functions, again.text);
  }
  if (keyword === 'break' || keyword === 'continue') {
    return blocks.some((block) => block.keyword === 'range') && rest.length === 0
      ? undefined
      : `there is a "${keyword}" outside of a "range"`;
  }
  if (keyword === 'template' || keyword === 'define' || keyword === 'block') {
    const [name, ...argument] = rest;
    if (name?.kind !== 'text') return `"${keyword}" has no name in quotes`;
    if (keyword === 'define' && argument.length > 0) return `something follows the name of a "define"`;
    if (keyword !== 'template') {
      blocks.push({ keyword, hasElse: false });
      scopes.push([...(keyword === 'define' ? ['$'] : (scopes.at(-1) ?? []))]);
    }
    return argument.length === 0 ? undefined : pipeline(argument, scopes, functions, keyword);
  }
  if (openers.has(keyword)) {
    blocks.push({ keyword, hasElse: false });
    scopes.push([...(scopes.at(-1) ?? [])]);
    return pipeline(rest, scopes, functions, keyword);
  }
  return pipeline(tokens, scopes, functions, '');
}

/** Declarations, then commands that are joined by `|`. */
function pipeline(tokens: readonly Token[], scopes: string[][], functions: ReadonlySet<string>, keyword: string): string | undefined {
  const scope = scopes.at(-1) ?? [];
  const sign = tokens.findIndex(({ kind }) => kind === ':=' || kind === '=');
  let commands = tokens;
  const declared: string[] = [];
  if (sign >= 0) {
    const names = tokens.slice(0, sign);
    const variables = names.filter(({ kind }) => kind === 'variable').map(({ text }) => text);
    const isPair = keyword === 'range' && names.length === 3 && names[1]?.kind === ',' && variables.length === 2;
    if (!isPair && !(names.length === 1 && variables.length === 1)) return `there is an unexpected "${tokens[sign]?.text}"`;
    if (tokens[sign]?.kind === ':=') declared.push(...variables);
    else {
      const unknown = variables.find((name) => !scope.includes(name));
      if (unknown !== undefined) return `there is no variable "${unknown}"`;
    }
    commands = tokens.slice(sign + 1);
  }
  if (commands.length === 0) return `${keyword === '' ? 'an action' : `"${keyword}"`} has no value`;
  const fault = expression(commands, scope, functions);
  scope.push(...declared);
  return fault;
}

function expression(tokens: readonly Token[], scope: readonly string[], functions: ReadonlySet<string>): string | undefined {
  let depth = 0;
  let isStart = true;
  let previous: Token | undefined;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === '(') {
      if (!token.spaced && previous !== undefined && previous.kind !== '(' && previous.kind !== '|') {
        return `there is an unexpected "(" after "${previous.text}"`;
      }
      depth += 1;
      isStart = true;
    } else if (token.kind === ')') {
      if (depth === 0) return 'there is a ")" too many';
      if (isStart) return 'a pair of parentheses is empty';
      depth -= 1;
    } else if (token.kind === '|') {
      if (isStart) return 'there is no command before a "|"';
      isStart = true;
      if (tokens[index + 1] !== undefined && !['word', 'field', 'variable', '(', 'dot'].includes(tokens[index + 1]?.kind ?? '')) {
        return `a value follows "|", where a function is called`;
      }
      previous = token;
      continue;
    } else {
      const fault = operand(token, previous, scope, functions);
      if (fault !== undefined) return fault;
    }
    if (token.kind !== '(') isStart = false;
    previous = token;
  }
  return depth > 0 ? 'a "(" is not closed' : undefined;
}

function operand(token: Token, previous: Token | undefined, scope: readonly string[], functions: ReadonlySet<string>): string | undefined {
  if (token.kind === ',' || token.kind === ':=' || token.kind === '=') return `there is an unexpected "${token.text}"`;
  if (token.kind === 'variable' && !scope.includes(token.text)) return `there is no variable "${token.text}"`;
  if (token.kind === 'word' && !builtIn.has(token.text) && !functions.has(token.text)) return `there is no function "${token.text}"`;
  // A field may follow what has fields, without a blank.
  const isChain = token.kind === 'field' && previous !== undefined && ['field', 'variable', ')', 'word'].includes(previous.kind);
  const isApart = token.spaced || previous === undefined || previous.kind === '(' || isChain;
  return isApart ? undefined : `there is an unexpected "${token.text}" after "${previous?.text}"`;
}
