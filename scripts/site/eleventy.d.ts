/** What is used here of Eleventy 3.1.8, which has no types of its own (src/Eleventy.js, src/UserConfig.js, src/EleventyServe.js). */
declare module '@11ty/eleventy' {
  export interface Settings {
    addTemplate(virtualPath: string, template: { readonly data: object; readonly render: (data: object) => string }): void;
    addPassthroughCopy(paths: Readonly<Record<string, string>>): void;
    addWatchTarget(path: string): void;
    setTemplateFormats(formats: readonly string[]): void;
    setServerOptions(options: object): void;
    setUseGitIgnore(use: boolean): void;
    on(event: string, run: () => unknown): void;
    addGlobalData(name: string, value: unknown): void;
  }

  export interface Options {
    readonly configPath?: string | false;
    readonly quietMode?: boolean;
    readonly runMode?: 'build' | 'serve' | 'watch';
    readonly source?: 'script' | 'cli';
    readonly config?: (settings: Settings) => void | Promise<void>;
  }

  export default class Eleventy {
    constructor(input: string, output: string, options?: Options);
    init(options?: object): Promise<void>;
    write(): Promise<unknown>;
    watch(): Promise<void>;
    serve(port: number): Promise<void>;
  }
}
