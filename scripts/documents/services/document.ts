import { markdownTable } from 'markdown-table';
import { bounds } from './bounds.ts';
import { counted, wants } from './coverage.ts';
import { type Field, serviceFields, serviceTypes } from './fields.ts';
import { notOffered } from './not-offered.ts';
import { fieldTexts } from './texts.ts';

/** Where the documents lie, by language. */
export const servicesDocuments = { en: 'docs/services.md', zh: 'docs/services.zh-CN.md' } as const;

type Language = keyof typeof servicesDocuments;

const words = {
  en: {
    title: 'What a service file may say',
    intro:
      'Written by `npm run docs` from the types of `generators/model/service`; edit those, or `texts.ts` and `bounds.ts` of `scripts/documents/services`.\n\nA service is one image, one identity, one release, and the processes that run it: `main` runs for ever and may answer on ports, `workers` run for ever and answer at ports of their own or nobody, `jobs` end. All of them share secrets, stores, topics, calls, files and the version. Absent means the default; present means exactly what is written. `npm run ops -- new service <name> --like worker` writes the common shapes.',
    other: '[中文](services.zh-CN.md)',
    fields: 'Fields',
    settings: 'Settings, in `settings`, and for one environment in `environments`',
    types: 'Types',
    none: 'What the catalog does not offer, and why',
    header: ['Not offered', 'Why'],
    required: 'required',
    draws: 'Draws',
    refused: 'Refused',
    coverage: 'How much of what companies run it says',
    coverageHeader: ['Want', 'Workloads, %', 'Code bases, %', 'Fields', 'Together, %'],
    ways: 'Types alone say 97.2 %, with a judged adjustment 98.5 %, with judged objects all.',
  },
  zh: {
    title: '服务文件可以写什么',
    intro:
      '由 `npm run docs` 根据 `generators/model/service` 中的类型生成；请修改这些类型，或 `scripts/documents/services` 中的 `texts.ts` 和 `bounds.ts`。\n\n一个服务是一个镜像、一个身份、一个发布版本，以及运行它的进程：`main` 常驻并可在端口上应答，`workers` 常驻，可在各自的端口上应答或不应答，`jobs` 会结束。它们共享密钥、存储、主题、调用、文件和版本。不写即为默认值；写了则恰为所写。`npm run ops -- new service <name> --like worker` 会写出常见的形态。',
    other: '[English](services.md)',
    fields: '字段',
    settings: '设置：写在 `settings` 中，针对单个环境写在 `environments` 中',
    types: '类型',
    none: '目录不提供什么，以及原因',
    header: ['不提供', '原因'],
    required: '必填',
    draws: '生成',
    refused: '拒绝',
    coverage: '能描述企业实际运行内容的多少',
    coverageHeader: ['需求', '工作负载，%', '代码库，%', '字段', '合计，%'],
    ways: '仅靠类型可描述 97.2 %，加上受评判的调整 98.5 %，加上受评判的对象则为全部。',
  },
} as const;

/**
 * The text of a document: every field with what it means, what it draws, what of it is refused, and an example.
 * @throws Error where a field of the model has no text
 */
export function servicesText(root: string, language: Language): string {
  const said = words[language];
  const fields = serviceFields(root);
  const section = (chosen: readonly Field[]) => chosen.map((field) => fieldSection(field, language)).join('\n');
  return [
    `# ${said.title}\n`,
    `${said.other}\n`,
    `${said.intro}\n`,
    `## ${said.fields}\n`,
    section(fields.filter(({ name }) => !name.includes('.'))),
    `## ${said.settings}\n`,
    section(fields.filter(({ name }) => name.includes('.'))),
    `## ${said.types}\n`,
    `\`\`\`ts\n${serviceTypes(root)
      .map(({ text }) => text)
      .join('\n\n')}\n\`\`\`\n`,
    `## ${said.coverage}\n`,
    `${said.ways}\n`,
    `${coverageTable(language)}\n`,
    `${counted[language].map((line) => `- ${line}`).join('\n')}\n`,
    `## ${said.none}\n`,
    `${markdownTable([[...said.header], ...notOffered.map((line) => [...line[language]])])}\n`,
  ].join('\n');
}

/** What real workloads want, with the fields that say it. */
function coverageTable(language: Language): string {
  const lines = wants.map(({ share, fields, reaches, ...want }) => [
    want[language],
    share[0].toFixed(1),
    share[1].toFixed(1),
    fields.map((field) => `\`${field}\``).join(', '),
    reaches.toFixed(1),
  ]);
  return markdownTable([[...words[language].coverageHeader], ...lines]);
}

function fieldSection({ name, optional, means }: Field, language: Language): string {
  const said = words[language];
  const text = fieldTexts[name];
  if (text === undefined || means === '') {
    throw new Error(
      `The field "${name}" of a service has no ${text === undefined ? 'line in scripts/documents/services/texts.ts' : 'docstring'}.`,
    );
  }
  const mark = optional || name.includes('.') ? '' : ` (${said.required})`;
  const sense = language === 'en' ? means : text.zh;
  return `### \`${name}\`${mark}\n\n${sense}\n\n**${said.draws}**: ${text.draws[language]}\n\n${refusedOf(name, language)}\`\`\`ts\n${text.example}\n\`\`\`\n`;
}

/** An example that is longer tells less than the sentence before it. */
const longestExample = 90;

/** What of a field is refused, a line each, with what would be. */
function refusedOf(name: string, language: Language): string {
  const own = bounds[name] ?? [];
  if (own.length === 0) return '';
  const lines = own.map((bound) => {
    const example = bound.refused.replaceAll('\n', ' ').replace(/,$/, '');
    return `- ${bound[language]}${example.length > longestExample ? '' : ` \`${example}\``}`;
  });
  return `**${words[language].refused}**:\n\n${lines.join('\n')}\n\n`;
}
