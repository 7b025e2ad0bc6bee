// Who may import whom. `ARCHITECTURE.md` says why; a violation is shown in test/architecture/imports.test.ts.

/** From the top of the house to its ground: a room may import those after it, never those before. */
const rooms = ['cli', 'app', 'plugin', 'http', 'access', 'records', 'changes', 'query', 'database', 'collections', 'where', 'ground'];

/** `config` and `migrate` sit beside `app`: it uses them, and they use what it may use. */
const beside = { config: 'app', migrate: 'app' };

const paths = {
  app: '^core/app(\\.ts$|/)',
  ground: '^core/(caller|errors)\\.ts$',
};

const pathOf = (room) => paths[room] ?? `^core/${room}/`;

/** For each room, one rule that names every room above it. */
const downwards = rooms.slice(1).map((room, index) => {
  const above = rooms.slice(0, index + 1);
  const neighbours = Object.keys(beside).filter((name) => above.includes(beside[name]));
  return {
    name: `${room}-imports-nothing-above-it`,
    comment: `${rooms.join(' > ')}: left may import right, never the other way.`,
    severity: 'error',
    from: { path: pathOf(room) },
    to: { path: [...above, ...(room === 'app' ? [] : neighbours)].map(pathOf) },
  };
});

const rule = (name, comment, { from, to }) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    ...downwards,
    rule('nothing-beside-app-imports-what-is-above-it', 'config and migrate are used by app and cli.', {
      from: { path: Object.keys(beside).map(pathOf) },
      to: { path: [pathOf('app'), pathOf('cli')] },
    }),
    rule('no-cycles', 'Files that import each other are one file with a wall in the wrong place.', {
      from: {},
      to: { circular: true },
    }),
    rule('rooms-do-not-import-the-front-door', 'core/index.ts and core/schema.ts are for users of the package.', {
      from: { path: '^core/', pathNot: '^core/(index|schema|testing/.*|cli/.*)\\.ts$' },
      to: { path: '^core/index\\.ts$' },
    }),
    rule('core-knows-no-plugin', 'A plugin joins through the plugin contract.', {
      from: { path: '^(core|client|migrations)/' },
      to: { path: '^plugins/' },
    }),
    rule('plugins-use-the-front-door', 'Ours use what theirs can use.', {
      from: { path: '^plugins/' },
      to: { path: '^core/', pathNot: '^core/index\\.ts$' },
    }),
    rule('plugins-know-no-other-plugin', 'Another plugin is reached through a service.', {
      from: { path: '^plugins/([^/]+)/' },
      to: { path: '^plugins/', pathNot: '^plugins/$1/' },
    }),
    rule('where-knows-only-the-ground', 'It sees a collection only through the FieldLookup that it declares.', {
      from: { path: '^core/where/' },
      to: { path: '^core/', pathNot: ['^core/where/', pathOf('ground')] },
    }),
    rule('client-depends-on-nothing', 'It runs in browsers, and its types are shared by server and console.', {
      from: { path: '^client/src/' },
      to: { pathNot: '^client/src/' },
    }),
    rule('console-knows-only-the-client', 'It talks to the server as any other client does.', {
      from: { path: '^admin/' },
      to: { path: ['^core/', '^plugins/', '^migrations/'] },
    }),
    rule('server-takes-only-types-from-the-client', 'The types that all share are @plinth/client/types; the test kit hands out clients.', {
      from: { path: '^(core|plugins)/', pathNot: '^core/testing/' },
      to: { path: '^client/', pathNot: '^client/(src|dist)/types/' },
    }),
    rule('kysely-stays-below', 'Kysely is the language in which SQL is written, not a part of the rooms above.', {
      from: { pathNot: ['^core/(query|database|migrate)/', '^test/'] },
      to: { path: '(^|node_modules/)kysely' },
    }),
    rule('fastify-stays-in-http', 'Other rooms do not know what serves them; config may name its types, and plugins add routes.', {
      from: { pathNot: ['^core/(http|plugin|config)/', '^(plugins|test|bench)/'] },
      to: { path: 'node_modules/(@fastify/|fastify/)' },
    }),
    rule('config-names-fastify-only-as-types', 'The config only declares.', {
      from: { path: '^core/config/' },
      to: { path: 'node_modules/(@fastify/|fastify/)', dependencyTypesNot: ['type-only'] },
    }),
    rule('tests-are-not-used', 'What is shipped does not know its tests.', {
      from: { path: '^(core|plugins|client|migrations|examples)/' },
      to: { path: '^(test|bench)/' },
    }),
    rule('everything-resolves', 'An import that leads nowhere fails at run time.', { from: {}, to: { couldNotResolve: true } }),
    rule('only-declared-packages', 'A package that is not in package.json is there by accident.', {
      from: { path: '^(core|plugins|client/src)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], pathNot: 'node_modules/@types/' },
    }),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '(^|/)dist/'] },
    exclude: { path: ['(^|/)dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'] },
  },
};
