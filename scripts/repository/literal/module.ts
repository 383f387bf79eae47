import type { ParseResult } from '@babel/parser';
import type { Written } from './places.ts';
import { refusedStatement, refusedValue } from './refusals.ts';
import { type Refuse, writtenValue } from './values.ts';

type Statement = ParseResult['program']['body'][number];
type Import = Extract<Statement, { type: 'ImportDeclaration' }>;
type Exported = Extract<Statement, { type: 'ExportDefaultDeclaration' }>['declaration'];

/** The function that gives a file its type in the editor, and the module that the file imports it from. */
export interface Definition {
  readonly define: string;
  readonly from: string;
}

/** The value of `export default define(value)`; everything but that and the import is refused. */
export function definitionIn({ program }: ParseResult, text: string, definition: Definition, refuse: Refuse): Written | undefined {
  const { define, from } = definition;
  const line = `import { ${define} } from '${from}';`;
  if (program.interpreter != null) {
    refuse(0, { message: 'The first line makes the file a program, and it is data.', fix: 'Remove the line.' });
  }
  for (const directive of program.directives) refuse(directive.start ?? 0, refusedStatement('ExpressionStatement', define));
  const imports = program.body.filter((statement) => statement.type === 'ImportDeclaration');
  const [first, ...others] = imports;
  if (first === undefined) refuse(0, { message: `The file does not import ${define}.`, fix: `Write ${line} in its first line.` });
  else checkImport(first, text, definition, refuse);
  for (const { start } of others) refuse(start ?? 0, { message: 'There is a second import.', fix: `Keep only ${line}` });
  const exports = program.body.filter((statement) => statement.type === 'ExportDefaultDeclaration');
  if (exports.length === 0) {
    refuse(text.trimEnd().length, { message: 'The file has no default export.', fix: `Write "export default ${define}({ ... });".` });
  }
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration' || statement.type === 'ExportDefaultDeclaration') continue;
    refuse(statement.start ?? 0, refusedStatement(statement.type, define));
  }
  const [written] = exports.map(({ declaration }) => exportedValue(declaration, text, define, refuse));
  for (const { start } of exports.slice(1)) {
    refuse(start ?? 0, { message: 'There is a second default export.', fix: 'Keep one of them.' });
  }
  return written;
}

function checkImport(statement: Import, text: string, { define, from }: Definition, refuse: Refuse): void {
  const start = statement.start ?? 0;
  const fix = `Write import { ${define} } from '${from}';`;
  if (statement.source.value !== from) {
    refuse(statement.source.start ?? start, {
      message: `The file imports "${statement.source.value}"; only "${from}" may be imported.`,
      fix,
    });
  }
  const [specifier, ...others] = statement.specifiers;
  const name = specifier?.type === 'ImportSpecifier' && specifier.imported.type === 'Identifier' ? specifier.imported : undefined;
  const whole = specifier === undefined ? '' : text.slice(specifier.start ?? 0, specifier.end ?? 0);
  if (specifier === undefined || name?.name !== define)
    refuse(specifier?.start ?? start, { message: `The import names something else than ${define}.`, fix });
  else if (whole !== define)
    refuse(specifier.start ?? start, { message: `The import gives ${define} another name, or writes it with an escape.`, fix });
  for (const other of others) refuse(other.start ?? start, { message: 'A data file imports one name only.', fix });
  if (statement.importKind === 'type') refuse(start, { message: `The import is one of types, and ${define} is none.`, fix });
  if (statement.phase != null || (statement.attributes?.length ?? 0) > 0)
    refuse(start, { message: 'The import says how to load, and nothing is loaded.', fix });
}

function exportedValue(node: Exported, text: string, define: string, refuse: Refuse): Written | undefined {
  const start = node.start ?? 0;
  const fix = `Write "export default ${define}({ ... });".`;
  if (node.type !== 'CallExpression') {
    const message = node.type.endsWith('Declaration') ? refusedStatement(node.type, define).message : refusedValue(node).message;
    refuse(start, { message: node.type === 'ObjectExpression' ? `The value is not given to ${define}.` : message, fix });
    return undefined;
  }
  const { callee } = node;
  if (callee.type !== 'Identifier' || callee.name !== define || text.slice(callee.start ?? 0, callee.end ?? 0) !== define) {
    refuse(start, { message: `Something else than ${define} is called.`, fix });
    return undefined;
  }
  if (node.typeArguments != null) refuse(node.typeArguments.start ?? start, { message: `${define} takes no types.`, fix });
  const [value, ...others] = node.arguments;
  for (const other of others) refuse(other.start ?? start, { message: `${define} takes one value.`, fix });
  if (value === undefined) {
    refuse(start, { message: `${define} is given no value.`, fix });
    return undefined;
  }
  return writtenValue(value, text, refuse);
}
