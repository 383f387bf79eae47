/** A text in both languages of the documents. */
interface Both {
  readonly en: string;
  readonly zh: string;
}

/**
 * A kind of store that nobody operates here, as data: whoever has one says where it is, and services use it by its name. Texts of
 * `variables`, `secrets` and `asks` have places: `{host}`, `{port}`, `{scheme}`, `{environment}`, `{service}`, `{snake}` (the service
 * with underscores), `{authority}` (the file of who signed for it), and the names of `fields`. `{{ .KEY | urlquery }}` stays: External Secrets fills it.
 */
export interface FurtherStore {
  readonly title: Both;
  /** Scheme of its addresses and port, with TLS and without. */
  readonly tls: { readonly scheme: string; readonly port: number };
  readonly plain: { readonly scheme: string; readonly port: number };
  /** What the file of an environment says of it beside where it is (`with`), each a text. */
  readonly fields?: Readonly<Record<string, Both>>;
  /** Variables of a service that are no secret. */
  readonly variables: Readonly<Record<string, string>>;
  /** Variable that carries the file of the authority, where there is TLS. */
  readonly authority: string;
  /** Keys of the Secret of a service, each a file and a `_FILE` variable. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Properties of the path of a service in Vault that those are made of. */
  readonly keys: readonly string[];
  /** What its people make for each service, by what it is. */
  readonly asks: Readonly<Record<string, string>>;
  /** The most characters of the name of a service that uses it, where a name made of it may be no longer. */
  readonly longestService?: number;
  /** What exports its metrics; nothing of it runs here. */
  readonly exporter: Both;
}
