/** A source file as the rules of the house see it. */
export interface SourceFile {
  /** Relative to the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A rule of the house that the compiler and the linter do not know. */
export interface HouseRule {
  readonly name: string;
  /** What is wrong with a file, or undefined. */
  breaks(file: SourceFile): string | undefined;
}

/** The hard limit; the aim is a median under 100. */
const longest = 300;

/** Names that say nothing about what is inside. */
const drawers = /(^|[/-])(utils?|helpers?|commons?|managers?|misc)([./-]|$)/;

/** Where SQL text that this project made may be put into a query as it is, and why. */
const rawSql: Readonly<Record<string, string>> = {
  'core/database/': 'the dialects are what differs between databases, word for word',
  'core/migrate/': 'DDL knows no placeholders',
  'core/query/select-plan.ts': "the row lock is the dialect's own text",
};

const shipped = /^(core|plugins|client\/src|migrations)\//;

export const houseRules: readonly HouseRule[] = [
  {
    name: 'a file is short enough to be read in one go',
    breaks: ({ path, text }) => {
      const lines = text.trimEnd().split('\n').length;
      return lines > longest && !path.startsWith('test/') ? `${lines} lines; ${longest} are the limit` : undefined;
    },
  },
  {
    name: 'only core/config/environment.ts reads the environment',
    breaks: ({ path, text }) => {
      if (!shipped.test(path) || path === 'core/config/environment.ts') return undefined;
      return /\bprocess\s*\.\s*env\b/.test(withoutComments(text)) ? 'reads process.env' : undefined;
    },
  },
  {
    name: 'no file is a drawer',
    breaks: ({ path }) => (drawers.test(path) ? 'its name does not say what is inside' : undefined),
  },
  {
    name: 'raw SQL stays where it must be',
    breaks: ({ path, text }) => {
      const allowed = Object.keys(rawSql).some((place) => path.startsWith(place));
      return shipped.test(path) && !allowed && /\bsql\s*\.\s*raw\b/.test(withoutComments(text)) ? 'uses sql.raw' : undefined;
    },
  },
  {
    name: 'nothing escapes from the types',
    breaks: ({ text }) => (/@ts-(ignore|nocheck)\b|\bas any\b/.test(text) ? 'switches the compiler off' : undefined),
  },
  {
    name: 'no test is left alone or forgotten',
    breaks: ({ path, text }) =>
      path.startsWith('test/') && /\bt\.only\(|\bonly: true\b/.test(text) ? 'runs only one of its tests' : undefined,
  },
];

/** Comments may speak of what code must not do. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}
