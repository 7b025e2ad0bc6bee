/** The files of a new project, by path. They are a project that runs, is tested, and completes names in an editor as it stands. */
export function projectFiles(folderName: string): Readonly<Record<string, string>> {
  const name = packageName(folderName);
  return {
    'package.json': packageJson(name),
    'tsconfig.json': tsconfig,
    'plinth.config.ts': config,
    'test/notes.test.ts': test,
    'README.md': readme(name),
    '.gitignore': 'node_modules/\ndata/\n.env\n',
  };
}

/** npm allows less in a name than a file system does. */
function packageName(folderName: string): string {
  const allowed = folderName
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return allowed === '' ? 'my-app' : allowed;
}

function packageJson(name: string): string {
  const manifest = {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    engines: { node: '>=20.20' },
    scripts: {
      dev: 'plinth dev',
      start: 'plinth start --migrate',
      test: 'tsc && node --import jiti/register --test test/notes.test.ts',
    },
    dependencies: { plinth: '^0.1.0' },
    devDependencies: { '@types/node': '^20.19.0', jiti: '^2.7.0', typescript: '~6.0.3' },
    allowScripts: { 'better-sqlite3': true },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const tsconfig = `{
  "compilerOptions": {
    "target": "es2023",
    "lib": ["es2023"],
    "module": "nodenext",
    "types": ["node"],
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "allowImportingTsExtensions": true,
    "skipLibCheck": true,
    "noEmit": true
  },
  "include": ["*.ts", "test"]
}
`;

const config = `import { boolean, defineConfig, relation, text } from 'plinth';

export default defineConfig({
  collections: {
    users: {
      auth: true,
      fields: { name: text({ max: 80 }) },
      access: { read: true, update: ({ caller }) => ({ id: caller.id }) },
    },
    notes: {
      fields: {
        title: text({ required: true, max: 200 }),
        body: text(),
        public: boolean({ default: false }),
        owner: relation('users', { required: true, onDelete: 'cascade' }),
      },
      indexes: [['owner', '-createdAt']],
      access: {
        // A rule says which records: everybody reads what is public, and an owner reads the rest of his own.
        read: ({ caller }) => ({ or: [{ public: true }, { owner: caller.id }] }),
        create: ({ caller }) => ({ owner: caller.id }),
        update: ({ caller }) => ({ owner: caller.id }),
        delete: ({ caller }) => ({ owner: caller.id }),
      },
    },
  },
});
`;

const test = `import { test } from 'node:test';
import { createTestApp, expectAllowed, expectDenied } from 'plinth/testing';
import config from '../plinth.config.ts';

test('a private note is there for its owner only', async () => {
  await using app = await createTestApp(config);
  const owner = await app.records.create('users', { email: 'ann@example.com', name: 'Ann' });
  const { id } = await app.records.create('notes', { title: 'Mine', owner: owner.id });

  const ann = app.recordsAs({ id: String(owner.id) });
  await expectAllowed(ann.get('notes', String(id)));
  const nobody = app.recordsAs({});
  await expectDenied(nobody.get('notes', String(id)), 'not_found');
});
`;

function readme(name: string): string {
  return `# ${name}

A backend made with Plinth. \`plinth.config.ts\` declares it; everything else follows from there.

    npm install        once
    npm run dev        serve on http://127.0.0.1:8090 and follow every change
    npm test           check the types and run the tests
    npm start          serve as in production

Try it:

    curl http://127.0.0.1:8090/api/notes

The API describes itself at http://127.0.0.1:8090/api/docs. Data lives in \`data/\`, and nowhere else.
`;
}
