/** Words by which environments are called everywhere, in one spelling each. */
const spellings: Readonly<Record<string, string>> = {
  prod: 'production',
  prd: 'production',
  live: 'production',
  development: 'dev',
  testing: 'test',
  stage: 'staging',
  stg: 'staging',
};
/** Those words. */
export const vocabulary: ReadonlySet<string> = new Set(['production', 'staging', 'test', 'dev', 'qa', 'uat', 'preprod', 'sandbox']);

/**
 * Variables by which frameworks are told how to run, and not where: with `production` they cache, and show no source to strangers. Heroku's Dev
 * Center, "Deploying to a Custom Rails Environment", and nodejs.org, "the difference between development and production", ask for that word in every
 * environment; learn.microsoft.com, "ASP.NET Core runtime environments", has it where nothing is said. Mix, Rack, Hanami and Flask (before 2.3): from memory.
 */
const modes: ReadonlySet<string> = new Set([
  ...['NODE_ENV', 'RAILS_ENV', 'RACK_ENV', 'HANAMI_ENV', 'MIX_ENV', 'FLASK_ENV'],
  ...['ASPNETCORE_ENVIRONMENT', 'DOTNET_ENVIRONMENT'],
]);

/** The mode that all of them call so, wherever they run. */
const cached = 'production';

/** A word for an environment in its one spelling. */
export function canonical(word: string): string {
  return (Object.hasOwn(spellings, word) ? spellings[word] : undefined) ?? word;
}

/** The words of a text, in small letters. */
export function tokensOf(text: string): readonly string[] {
  return text.toLowerCase().split(/[^a-z0-9]+/);
}

/** Whether a variable says how a framework runs, and not where. */
export function isMode(name: string, value: string): boolean {
  return modes.has(name) && canonical(value.toLowerCase()) === cached;
}
