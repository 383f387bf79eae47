import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

/** The files of a service's own repository as templates, each with what it needs filled in. Read once, when the module is loaded. */
export const serviceRepositoryTemplates = {
  dockerfile: template('Dockerfile.hbs'),
  dockerignore: template('dockerignore.hbs'),
  healthcheck: template('healthcheck.rs.hbs'),
  toolchain: template('rust-toolchain.toml.hbs'),
  workflow: template('release.yml.hbs'),
  pullRequest: template('pull-request.yml.hbs'),
} as const;

function template(name: string): (facts: object) => string {
  const text = readFileSync(new URL(`service-repo/${name}`, import.meta.url), 'utf8');
  return Handlebars.compile(text, { noEscape: true, strict: true });
}
