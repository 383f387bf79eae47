import { type GeneratedFile, headed, yamlFile } from './file.ts';

/** A file of input for the AWS CLI, with the command that applies it. Kustomize and Argo CD leave it alone. */
export function awsFile(path: string, source: string, command: string, input: object): GeneratedFile {
  const usage = `# Applied by: aws ${command} --cli-input-yaml file://${path}\n`;
  return { path, text: headed(source, usage + yamlFile(path, source, input).text.replace(/^#[^\n]*\n/, '')) };
}

/** A role by its ARN, the name of its inline policy, and the document, which the AWS CLI takes as text. */
export function rolePolicy(role: string, name: string, statements: readonly object[]) {
  return {
    RoleName: role.slice(role.lastIndexOf('/') + 1),
    PolicyName: name,
    PolicyDocument: `${JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2)}\n`,
  };
}
