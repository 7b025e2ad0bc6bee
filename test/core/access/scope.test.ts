import t from 'tap';
import { createAccess } from '../../../core/access/create-access.ts';
import { explain } from '../../../core/access/explain.ts';
import { createGuard } from '../../../core/access/guard.ts';
import { touchedCollections } from '../../../core/access/touched-collections.ts';
import type { Caller } from '../../../core/caller.ts';
import type { Collection } from '../../../core/collections/collection.ts';
import type { Records } from '../../../core/records/records.ts';
import type { Scope } from '../../../core/records/scope.ts';
import { isEverything, isNothing } from '../../../core/where/combine.ts';
import { matches } from '../../../core/where/matches.ts';
import { TextWhere } from '../../../core/where/text-where.ts';
import { admin, ann, anonymous, blogCollections, bob, compiled, field, member, relation } from './blog.ts';

const collections = blogCollections();
const access = createAccess(collections);
const everyCollection = [...collections.keys()];
const posts = collections.get('posts') as Collection;

async function scopeOf(caller: Caller): Promise<Scope> {
  const scope = access.scopeFor(caller);
  await scope.prepare(everyCollection);
  return scope;
}

/** The first of these names that `touched` holds too little or too much of. */
const touched = (collection: string, query: object) => [...touchedCollections(collections, collection, query)].sort();

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'fine';
  } catch (error) {
    return (error as { code?: string }).code ?? `bug: ${(error as Error).message}`;
  }
}

const codeOfWrite = (scope: Scope, name: string, action: 'create' | 'update' | 'delete'): Promise<string> =>
  scope.write(collections.get(name) as Collection, action).then(
    () => 'fine',
    (error: { code?: string; message: string }) => error.code ?? `bug: ${error.message}`,
  );

t.test('reading', async (t) => {
  t.test('a rule that answers a where says which rows there are', async (t) => {
    const { rows } = (await scopeOf(member(ann))).read('posts');
    t.equal(matches(rows, { status: 'published', author: bob }), true);
    t.equal(matches(rows, { status: 'draft', author: ann }), true);
    t.equal(matches(rows, { status: 'draft', author: bob }), false);
    const stranger = (await scopeOf(anonymous)).read('posts').rows;
    t.equal(matches(stranger, { status: 'draft', author: null }), false, 'an anonymous caller is not the author of a post that has none');
    t.equal(matches(stranger, { status: 'published', author: null }), true);
  });

  t.test('an administrator reads every row and every field but the hidden ones', async (t) => {
    const scope = await scopeOf(admin);
    for (const name of everyCollection) t.ok(isEverything(scope.read(name).rows), name);
    const { lookup, fields } = scope.read('posts');
    t.equal(fields.size, 0);
    t.ok(lookup.field('note'));
    t.equal(lookup.field('secret'), undefined);
    t.equal(lookup.field('auditor'), undefined);
  });

  t.test('the system sees hidden fields and has no rules', async (t) => {
    const scope = access.systemScope;
    t.ok(scope.read('posts').lookup.field('secret'));
    t.ok(isEverything(scope.read('posts').rows));
    t.equal(scope.read('posts').fields.size, 0);
    t.equal(scope.readable('_notes').name, '_notes');
    t.same(scope.where('posts', { secret: 'x' }), { kind: 'compare', field: posts.fields.get('secret'), op: 'eq', value: 'x' });
    t.equal(
      codeOf(() => scope.where('posts', { author: undefined })),
      'invalid_parameter',
    );
    t.equal(
      codeOf(() => scope.readable('nowhere')),
      'not_found',
    );
    const { writable } = await scope.write(posts, 'update');
    t.ok(writable.has('secret') && writable.has('title'));
    t.notOk(writable.has('id') || writable.has('comments') || writable.has('version'));
  });

  t.test('a field that may never be read is not there, and a reverse goes with the relation that it turns round', async (t) => {
    const scope = await scopeOf(member(ann));
    const { lookup, fields } = scope.read('posts');
    for (const name of ['note', 'secret', 'auditor', 'constructor', '__proto__', 'nosuch']) t.equal(lookup.field(name), undefined, name);
    t.ok(lookup.field('title') && lookup.field('author') && lookup.field('id') && lookup.field('createdAt'));
    t.same([...fields.keys()].sort(), ['labels', 'reviewer', 'views']);
    t.equal(scope.read('users').lookup.field('audits'), undefined);
    t.ok(scope.read('users').lookup.field('reviews'));
    t.equal(lookup.related(lookup.field('author') as never).field('badge'), undefined, 'nor is it there on a path');
  });

  t.test('a field rule that can hold for no row hides the field from that caller', async (t) => {
    t.equal((await scopeOf(anonymous)).read('users').lookup.field('salary'), undefined);
    t.ok((await scopeOf(member(ann))).read('users').fields.get('salary'));
  });

  t.test('an account reads its own address and nobody else’s', async (t) => {
    const own = (await scopeOf(member(ann))).read('users');
    for (const name of ['email', 'emailVerified']) {
      t.ok(own.lookup.field(name));
      t.equal(matches(own.fields.get(name) as never, { id: ann }), true);
      t.equal(matches(own.fields.get(name) as never, { id: bob }), false);
    }
    t.equal((await scopeOf(anonymous)).read('users').lookup.field('email'), undefined);
    t.equal(
      (await scopeOf(member(ann, { collection: 'staff' }))).read('users').lookup.field('email'),
      undefined,
      'an id of another auth collection',
    );
    t.ok((await scopeOf(admin)).read('users').lookup.field('email'));
    t.equal((await scopeOf(admin)).read('users').fields.size, 0);
  });

  t.test('a declaration may open the address to everyone', async (t) => {
    const open = createAccess(
      compiled({ users: { auth: true, fields: { email: field('email', { access: { read: true } }) }, access: { read: true } } }),
    );
    t.ok(open.scopeFor(anonymous).read('users').lookup.field('email'));
    t.equal(open.scopeFor(anonymous).read('users').fields.has('email'), false);
  });

  t.test('what may not be read at all is refused with the code that says what to do', async (t) => {
    const stranger = await scopeOf(anonymous);
    const someone = await scopeOf(member(ann));
    t.equal(
      codeOf(() => stranger.readable('vault')),
      'unauthorized',
    );
    t.equal(
      codeOf(() => someone.readable('vault')),
      'forbidden',
    );
    t.equal(
      codeOf(() => someone.readable('_notes')),
      'not_found',
      'whatever its rule says',
    );
    t.equal(
      codeOf(() => someone.readable('nowhere')),
      'not_found',
    );
    t.equal(
      codeOf(() => someone.readable('constructor')),
      'not_found',
    );
    t.equal((await scopeOf(admin)).readable('_notes').name, '_notes');
    t.equal(stranger.readable('posts').name, 'posts');
    t.ok(isNothing(someone.read('vault').rows) && isNothing(someone.read('_notes').rows), 'and as a relation its rows do not exist');
    t.equal(someone.read('_notes').lookup.field('text'), undefined);
  });
});

t.test('API keys reach as far as their scopes, administrators’ keys too', async (t) => {
  const cases: [string[], string, string, string][] = [
    [['posts:read'], 'posts', 'fine', 'insufficient_scope'],
    [['posts:*'], 'posts', 'fine', 'fine'],
    [['*:read'], 'posts', 'fine', 'insufficient_scope'],
    [['*'], 'posts', 'fine', 'fine'],
    [['tags:*'], 'posts', 'insufficient_scope', 'insufficient_scope'],
    [['posts:create'], 'posts', 'insufficient_scope', 'fine'],
    [['posts'], 'posts', 'insufficient_scope', 'insufficient_scope'],
    [['posts:read:create'], 'posts', 'insufficient_scope', 'insufficient_scope'],
    [[':', '', 'post:*', 'posts:reads'], 'posts', 'insufficient_scope', 'insufficient_scope'],
    [[], 'posts', 'insufficient_scope', 'insufficient_scope'],
  ];
  for (const [scopes, name, read, create] of cases) {
    for (const caller of [member(ann, { scopes }), { ...admin, scopes }]) {
      const scope = await scopeOf(caller);
      const who = `${caller.admin ? 'admin' : 'member'} ${JSON.stringify(scopes)}`;
      t.equal(
        codeOf(() => scope.readable(name)),
        read,
        who,
      );
      t.equal(isNothing(scope.read(name).rows), read !== 'fine', `${who}: rows on a path`);
      t.equal(await codeOfWrite(scope, name, 'create'), create, who);
    }
  }
  t.equal(await codeOfWrite(await scopeOf(member(ann, { scopes: ['*'] })), '_notes', 'create'), 'not_found');
});

t.test('writing', async (t) => {
  t.test('an absent rule is for administrators, a false one refuses, whether it is asynchronous or not', async (t) => {
    for (const [caller, code] of [
      [anonymous, 'unauthorized'],
      [member(ann), 'forbidden'],
      [admin, 'fine'],
    ] as const) {
      const scope = await scopeOf(caller);
      t.equal(await codeOfWrite(scope, 'vault', 'create'), code);
      t.equal(await codeOfWrite(scope, 'comments', 'update'), code);
      t.equal(await codeOfWrite(scope, 'comments', 'delete'), code);
      t.equal(await codeOfWrite(scope, 'tags', 'create'), 'fine');
    }
    t.equal(await codeOfWrite(await scopeOf(anonymous), 'posts', 'delete'), 'unauthorized');
    t.equal(await codeOfWrite(await scopeOf(anonymous), 'posts', 'create'), 'unauthorized', 'no row could satisfy the rule');
    t.equal(await codeOfWrite(await scopeOf(member(ann)), '_notes', 'create'), 'not_found');
    t.equal(await codeOfWrite(await scopeOf(admin), '_notes', 'create'), 'fine');
  });

  t.test('a split update asks one rule of the row before and another of the finished row', async (t) => {
    const { rows, finished } = await (await scopeOf(member(ann))).write(posts, 'update');
    t.equal(matches(rows, { author: ann, status: 'draft' }), true);
    t.equal(matches(rows, { author: ann, status: 'published' }), false);
    t.equal(matches(finished, { author: ann, status: 'published' }), true);
    t.equal(matches(finished, { author: bob, status: 'draft' }), false);
  });

  t.test('one update rule holds for both, and is asked once', async (t) => {
    let asked = 0;
    const rule = ({ caller }: { caller: Caller }) => {
      asked++;
      return { owner: caller.id };
    };
    const one = createAccess(compiled({ notes: { fields: { owner: field('text') }, access: { update: rule } } }));
    const scope = one.scopeFor(member(ann));
    const { rows, finished } = await scope.write(one.collections.get('notes') as Collection, 'update');
    await scope.write(one.collections.get('notes') as Collection, 'update');
    t.equal(rows, finished);
    t.equal(matches(rows, { owner: ann }), true);
    t.equal(asked, 1);
  });

  t.test('fields named before and after make such a rule a where like any other', async (t) => {
    const rule = { before: 'x', after: 'y' };
    const odd = createAccess(compiled({ spans: { fields: { before: field('text'), after: field('text') }, access: { update: rule } } }));
    const { rows } = await odd.scopeFor(member(ann)).write(odd.collections.get('spans') as Collection, 'update');
    t.equal(matches(rows, { before: 'x', after: 'y' }), true);
    t.equal(matches(rows, { before: 'x', after: 'z' }), false);
  });

  t.test('what is created or deleted is narrowed on the side that there is', async (t) => {
    const scope = await scopeOf(member(ann));
    const created = await scope.write(posts, 'create');
    t.ok(isEverything(created.rows));
    t.equal(matches(created.finished, { author: ann }), true);
    t.equal(matches(created.finished, { author: bob }), false);
    const deleted = await scope.write(posts, 'delete');
    t.ok(isEverything(deleted.finished));
    t.equal(matches(deleted.rows, { author: bob }), false);
  });

  t.test('nobody writes what is hidden, computed or the platform’s; field rules say the rest', async (t) => {
    const mine = await (await scopeOf(member(ann))).write(posts, 'update');
    t.same([...mine.writable].sort(), ['author', 'labels', 'note', 'reviewer', 'status', 'tags', 'title', 'views']);
    t.same([...mine.fields.keys()], ['views']);
    t.equal(matches(mine.fields.get('views') as never, { author: bob }), false);
    const all = await (await scopeOf(admin)).write(posts, 'update');
    t.ok(all.writable.has('pinned'), 'a field rule is true for administrators');
    for (const name of ['secret', 'auditor', 'comments', 'id', 'createdAt', 'updatedAt', 'version']) t.notOk(all.writable.has(name), name);
    t.equal(all.fields.size, 0);
    const users = collections.get('users') as Collection;
    const self = await (await scopeOf(member(ann))).write(users, 'update');
    t.same([...self.writable], ['name', 'salary'], 'neither role nor the address');
    t.ok((await (await scopeOf(admin)).write(users, 'update')).writable.has('email'));
  });
});

t.test('rules', async (t) => {
  const withRule = (read: unknown, options: object = {}) =>
    createAccess(compiled({ notes: { fields: { text: field('text', options), other: field('text') }, access: { read } } }));

  t.test('a rule that says neither a boolean nor a where is a bug, not an answer', async (t) => {
    for (const answer of [undefined, null, 1, 0, '', 'true', [], [{ text: 'x' }], new Date(), new Map(), () => true]) {
      for (const rule of [() => answer, async () => answer]) {
        const scope = withRule(rule).scopeFor(member(ann));
        await t.rejects(scope.prepare(['notes']), { message: /notes\.read must say true, false or a where/, code: undefined });
        t.throws(() => scope.read('notes'), `still no answer for ${String(answer)}`);
      }
    }
  });

  t.test('a where that names what does not exist is a bug that never answers with a code', async (t) => {
    for (const rule of [{ nosuch: 1 }, () => ({ nosuch: 1 }), async () => ({ text: { near: 1 } })]) {
      await t.rejects(withRule(rule).scopeFor(member(ann)).prepare(['notes']), {
        message: /notes\.read is not a valid where/,
        code: undefined,
      });
    }
    await t.rejects(
      withRule(true, { access: { read: { nosuch: 1 } } })
        .scopeFor(member(ann))
        .prepare(['notes']),
      /notes\.text\.read is not a valid where/,
    );
  });

  t.test('an error of a rule reaches whoever asked', async (t) => {
    const failing = () => {
      throw new Error('no connection');
    };
    await t.rejects(withRule(failing).scopeFor(member(ann)).prepare(['notes']), /no connection/);
    await t.rejects(
      withRule(() => Promise.reject(new Error('no connection')))
        .scopeFor(member(ann))
        .prepare(['notes']),
      /no connection/,
    );
  });

  t.test('an asynchronous rule must have been prepared, and is asked once', async (t) => {
    let asked = 0;
    const scope = withRule(async () => {
      asked++;
      return { text: 'x' };
    }).scopeFor(member(ann));
    const first = scope.prepare(['notes']);
    await Promise.all([first, scope.prepare(['notes'])]);
    t.equal(matches(scope.read('notes').rows, { text: 'x' }), true);
    t.equal(asked, 1);
    const unprepared = withRule(async () => true).scopeFor(member(ann));
    t.throws(() => unprepared.read('notes'), /asynchronous and were not prepared/);
  });

  t.test('a promise of any make will do', async (t) => {
    // biome-ignore lint/suspicious/noThenProperty: a promise of another library is what is tested
    const thenable = { then: (settle: (answer: unknown) => void) => settle({ text: 'x' }) };
    const scope = withRule(() => thenable).scopeFor(member(ann));
    await scope.prepare(['notes']);
    t.equal(matches(scope.read('notes').rows, { text: 'y' }), false);
  });

  t.test('every rule of a request is told the same moment', async (t) => {
    const moments: string[] = [];
    const note = ({ now }: { now: string }) => moments.push(now) > 0;
    const timed = withRule(note, { access: { read: note } });
    timed.scopeFor(member(ann)).read('notes');
    t.match(moments[0], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    t.equal(moments.length, 2);
    t.equal(moments[0], moments[1]);
    timed.scopeFor(member(ann), { now: '2030-01-01T00:00:00.000Z' }).read('notes');
    t.equal(moments[2], '2030-01-01T00:00:00.000Z');
  });

  t.test('administrators’ rules are not even asked', async (t) => {
    const scope = withRule(() => {
      throw new Error('asked');
    }).scopeFor(admin);
    await scope.prepare(['notes']);
    t.ok(isEverything(scope.read('notes').rows));
  });

  t.test('a rule may use hidden fields', async (t) => {
    const scope = withRule({ text: 'x' }, { hidden: true }).scopeFor(member(ann));
    t.equal(matches(scope.read('notes').rows, { text: 'x' }), true);
    t.equal(
      codeOf(() => scope.where('notes', { text: 'x' })),
      'unknown_field',
    );
  });
});

t.test('what a query touches', async (t) => {
  t.test('is found on every path', (t) => {
    t.same(touched('comments', {}), ['comments']);
    t.same(touched('comments', { where: { author: { name: 'x' } } }), ['comments', 'users']);
    t.same(touched('comments', { where: { or: [{ not: { post: { comments: { some: { author: { id: 'x' } } } } } }] } }), [
      'comments',
      'posts',
      'users',
    ]);
    t.same(touched('comments', { where: { 'post.author.name': 'x' } }), ['comments', 'posts', 'users']);
    t.same(touched('comments', { where: { 'post.tags.some.name': 'x' } }), ['comments', 'posts', 'tags']);
    t.same(touched('comments', { where: new TextWhere({ post: { author: { name: 'x' } } }) }), ['comments', 'posts', 'users']);
    t.same(touched('comments', { where: new TextWhere({ or: { 0: { author: { name: 'x' } } } }) }), ['comments', 'users']);
    t.same(touched('comments', { sort: '-post.author.name,likes' }), ['comments', 'posts', 'users']);
    t.same(touched('comments', { sort: ['likes', '-author.name'] }), ['comments', 'users']);
    t.same(touched('comments', { expand: ['post.author'] }), ['comments', 'posts', 'tags', 'users']);
    t.same(touched('comments', { expand: { post: { fields: ['id'], expand: { author: true } } } }), ['comments', 'posts', 'users']);
    t.same(touched('comments', { expand: { post: { fields: ['id'], where: { author: { name: 'x' } }, sort: 'reviewer.name' } } }), [
      'comments',
      'posts',
      'users',
    ]);
    t.end();
  });

  t.test('holds the targets of the to-many relations that are shown', (t) => {
    t.same(touched('posts', {}), ['posts', 'tags']);
    t.same(touched('posts', { fields: ['title'] }), ['posts']);
    t.same(touched('posts', { fields: ['title', 'labels'] }), ['posts', 'tags']);
    t.same(touched('posts', { fields: 'title,labels' }), ['posts', 'tags']);
    t.end();
  });

  t.test('is walked without harm whatever was sent', async (t) => {
    let deep: unknown = { name: 'x' };
    for (let level = 0; level < 50_000; level++) deep = level % 2 ? [deep] : { or: deep };
    const circle: Record<string, unknown> = {};
    circle.author = circle;
    circle.or = [circle, circle];
    const garbage = [
      circle,
      null,
      undefined,
      0,
      1,
      true,
      '',
      'x',
      [],
      {},
      [[[]]],
      () => 1,
      Symbol('x'),
      new Date(),
      deep,
      Object.create(null),
      '.'.repeat(10_000),
    ];
    for (const value of garbage) {
      t.doesNotThrow(() => touchedCollections(collections, 'posts', { where: value, sort: value, expand: value, fields: value }));
      t.doesNotThrow(() => touchedCollections(collections, 'nowhere', { where: value }));
      t.doesNotThrow(() =>
        touchedCollections(collections, 'posts', { where: { author: value, or: value }, sort: [value], expand: { author: value } }),
      );
    }
    t.same(touched('__proto__', {}), ['__proto__']);
    await access.scopeFor(member(ann)).prepareQuery('nowhere', { where: deep });
    await access.scopeFor(member(ann)).prepareQuery('constructor', {});
  });

  t.test('is prepared with one call', async (t) => {
    const late = createAccess(
      compiled({
        notes: { fields: { owner: relation('people') }, access: { read: true } },
        people: { fields: { name: field('text') }, access: { read: async () => ({ name: 'Ann' }) } },
      }),
    );
    const scope = late.scopeFor(anonymous);
    await scope.prepareQuery('notes', { where: { owner: { name: 'Ann' } } });
    t.equal(scope.where('notes', { owner: { name: 'Ann' } }).kind, 'related');
  });
});

t.test('explaining', async (t) => {
  t.test('names the rule and says which of its clauses a row satisfies', async (t) => {
    const [read] = await explain({ access, caller: member(ann), verb: 'read', collection: posts });
    t.match(read, { rule: 'posts.read', form: 'function', decision: 'rows' });
    t.same(
      read?.clauses.map((clause) => clause.matches({ status: 'draft', author: ann })),
      [false, true],
    );
    const both = await explain({ access, caller: member(ann), verb: 'update', collection: posts });
    t.same(
      both.map(({ rule }) => rule),
      ['posts.update.before', 'posts.update.after'],
    );
  });

  t.test('says what decided where no rule was asked', async (t) => {
    const decision = async (caller: Caller, verb: 'read' | 'create', name: string) =>
      (await explain({ access, caller, verb, collection: collections.get(name) as Collection }))[0]?.decision;
    t.equal(await decision(admin, 'read', 'posts'), 'administrator');
    t.equal(await decision(member(ann), 'read', '_notes'), 'unknown_to_caller');
    t.equal(await decision(member(ann, { scopes: [] }), 'read', 'posts'), 'outside_scopes');
    t.equal(await decision(member(ann), 'read', 'vault'), 'no_row');
    t.equal(await decision(member(ann), 'read', 'comments'), 'every_row');
    t.equal(await decision(anonymous, 'create', 'posts'), 'no_row');
  });
});

t.test('the guard gives each caller verbs with a scope of his own', (t) => {
  const scopes: Scope[] = [];
  const verbs = {} as Records;
  const guard = createGuard({
    access,
    recordsWith(scope) {
      scopes.push(scope);
      return verbs;
    },
  });
  t.equal(guard.system, verbs);
  t.equal(guard.recordsAs(member(ann)), verbs);
  guard.recordsAs(member(ann));
  t.equal(scopes[0], access.systemScope);
  t.equal(scopes[1]?.caller?.id, ann);
  t.not(scopes[1], scopes[2]);
  t.end();
});
