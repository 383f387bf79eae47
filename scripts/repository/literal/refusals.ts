/** Why something in a data file is no data, and what to write instead. */
export interface Refusal {
  readonly message: string;
  readonly fix: string;
}

const value = 'Write the value itself.';
const call = { message: 'A call is no data: the file is read and never run.', fix: value };
const computation = { message: 'A computation is no data: the file is read and never run.', fix: value };
const code = { message: 'A function or class is no data: the file is read and never run.', fix: 'Remove it; code lies in generators/.' };
const type = { message: 'A type annotation has no place in a value.', fix: 'Remove it; define... gives the type.' };
const markup = { message: 'JSX is no data.', fix: 'Write a text in quotes.' };
const assignment = { message: 'An assignment is no data: the file is read and never run.', fix: value };

/** By the names of nodes in the syntax tree of @babel/parser 8 (ESTree with its own literals and members). */
const values: Readonly<Record<string, Refusal>> = {
  CallExpression: call,
  OptionalCallExpression: call,
  NewExpression: call,
  ImportExpression: { message: 'A dynamic import is no data: the file is read and never run.', fix: value },
  TaggedTemplateExpression: {
    message: 'A tagged template calls a function, which is no data: the file is read and never run.',
    fix: 'Write the text itself, without the tag.',
  },
  TemplateLiteral: { message: 'A template with ${...} is computed, which is no data.', fix: 'Write the text as it comes out.' },
  ArrowFunctionExpression: code,
  FunctionExpression: code,
  ClassExpression: code,
  MemberExpression: { message: 'A field of something else is no data: the file is read and never run.', fix: value },
  OptionalMemberExpression: { message: 'A field of something else is no data: the file is read and never run.', fix: value },
  ThisExpression: { message: '"this" is no data.', fix: value },
  MetaProperty: { message: '"import.meta" and its like are no data.', fix: value },
  UnaryExpression: { message: 'Only a minus before a number is data; other operators are computed.', fix: value },
  BinaryExpression: computation,
  LogicalExpression: computation,
  ConditionalExpression: computation,
  UpdateExpression: computation,
  SequenceExpression: { message: 'Several values with commas between them are computed, which is no data.', fix: value },
  AssignmentExpression: assignment,
  AssignmentPattern: assignment,
  AwaitExpression: { message: '"await" is no data: the file is read and never run.', fix: value },
  YieldExpression: { message: '"yield" is no data: the file is read and never run.', fix: value },
  SpreadElement: { message: 'A spread is computed, which is no data.', fix: 'Write the fields or items themselves.' },
  ObjectMethod: { message: 'A method, getter or setter is code, which is no data.', fix: 'Write "name: value".' },
  RegExpLiteral: { message: 'A regular expression is no data.', fix: 'Write its pattern as a text in quotes.' },
  BigIntLiteral: { message: 'A big integer is no data.', fix: 'Write the number without "n", or as a text in quotes.' },
  ParenthesizedExpression: { message: 'Parentheses around a value only hide what it is.', fix: 'Remove the parentheses.' },
  TSAsExpression: type,
  TSSatisfiesExpression: type,
  TSNonNullExpression: type,
  TSTypeAssertion: type,
  TSInstantiationExpression: type,
  JSXElement: markup,
  JSXFragment: markup,
};

/** The refusal of a value that is not written out. */
export function refusedValue(node: { readonly type: string; readonly name?: unknown }): Refusal {
  if (node.type === 'Identifier') return refusedName(String(node.name));
  return (
    values[node.type] ?? {
      message: `This (${node.type}) is no data.`,
      fix: 'Write an object, a list, a text, a number, true, false or null.',
    }
  );
}

function refusedName(name: string): Refusal {
  if (name === 'undefined') return { message: '"undefined" is no data.', fix: 'Leave the field out.' };
  if (name === 'NaN' || name === 'Infinity') return { message: `"${name}" is no number that data can hold.`, fix: 'Write a number.' };
  return {
    message: `"${name}" is the name of something, and no data: the file is read and never run.`,
    fix: `Write the value itself, or '${name}' as a text in quotes.`,
  };
}

const only = (define: string) =>
  `Remove it: the file holds one import of ${define} and one "export default ${define}(...)", and nothing else.`;

const statements: Readonly<Record<string, string>> = {
  VariableDeclaration: 'A variable is code, and this file is data: it is read and never run.',
  FunctionDeclaration: 'A function is code, and this file is data: it is read and never run.',
  ClassDeclaration: 'A class is code, and this file is data: it is read and never run.',
  ExpressionStatement: 'A statement is code, and this file is data: it is read and never run.',
  ExportNamedDeclaration: 'Only "export default" is read.',
  ExportAllDeclaration: 'Only "export default" is read.',
  TSExportAssignment: '"export =" is not read.',
  TSImportEqualsDeclaration: '"import = " is not read.',
  TSNamespaceExportDeclaration: '"export as namespace" is not read.',
  TSEnumDeclaration: 'An enum is code, and this file is data: it is read and never run.',
  TSModuleDeclaration: 'A namespace is code, and this file is data: it is read and never run.',
  TSInterfaceDeclaration: 'A type of its own has no place in a file of data.',
  TSTypeAliasDeclaration: 'A type of its own has no place in a file of data.',
  EmptyStatement: 'A semicolon by itself is a statement, and this file is data.',
};

/** The refusal of what stands beside the import and the export. */
export function refusedStatement(kind: string, define: string): Refusal {
  const message = statements[kind] ?? 'A statement is code, and this file is data: it is read and never run.';
  return { message, fix: only(define) };
}
