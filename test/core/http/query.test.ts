import t from 'tap';
import { AppError } from '../../../core/errors.ts';
import { parseAggregateQuery } from '../../../core/http/query/parse-aggregate-query.ts';
import { parseGetQuery } from '../../../core/http/query/parse-get-query.ts';
import { parseListQuery } from '../../../core/http/query/parse-list-query.ts';
import { TextWhere } from '../../../core/where/text-where.ts';

function codeOf(read: () => unknown): string {
  try {
    read();
    return 'accepted';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

const json = (value: unknown) => encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value));

const read: readonly (readonly [query: string, expected: object])[] = [
  ['', {}],
  ['?', {}],
  ['?&&', {}],
  ['?limit=1', { limit: 1 }],
  ['?limit=500&offset=10000', { limit: 500, offset: 10_000 }],
  ['?offset=0', { offset: 0 }],
  ['?cursor=abc.def', { cursor: 'abc.def' }],
  ['?count=exact', { count: 'exact' }],
  ['?sort=-createdAt,title', { sort: ['-createdAt', 'title'] }],
  ['?sort=-createdAt,+title', { sort: ['-createdAt', 'title'] }],
  ['?fields=id,title', { fields: ['id', 'title'] }],
  ['?expand=author,comments.author', { expand: ['author', 'comments.author'] }],
  [
    `?expand=${json({ comments: { limit: 3, expand: { author: true } } })}`,
    { expand: { comments: { limit: 3, expand: { author: true } } } },
  ],
  [`?where=${json({ title: 'a+b & c', or: [{ views: { gte: 1 } }] })}`, { where: { title: 'a+b & c', or: [{ views: { gte: 1 } }] } }],
  ['?l%69mit=7', { limit: 7 }],
  ['?limit=3#limit=4', { limit: 3 }],
];

const refused: readonly (readonly [query: string, code: string])[] = [
  ['?lookup[x]=1', 'unknown_parameter'],
  ['?filters=1', 'unknown_parameter'],
  ['?_where=1', 'unknown_parameter'],
  ['?where.title=1', 'unknown_parameter'],
  ['?__proto__=1', 'unknown_parameter'],
  ['?constructor=1', 'unknown_parameter'],
  ['?Limit=1', 'unknown_parameter'],
  ['?=1', 'unknown_parameter'],
  ['?limit', 'invalid_parameter'],
  ['?limit=', 'invalid_parameter'],
  ['?limit=-1', 'invalid_parameter'],
  ['?limit=0', 'invalid_parameter'],
  ['?limit=00', 'invalid_parameter'],
  ['?limit=01', 'invalid_parameter'],
  ['?limit=1.0', 'invalid_parameter'],
  ['?limit=1e3', 'invalid_parameter'],
  ['?limit=0x10', 'invalid_parameter'],
  ['?limit=%201', 'invalid_parameter'],
  ['?limit=5abc', 'invalid_parameter'],
  ['?limit=99999999999999999999', 'invalid_parameter'],
  ['?limit=1&limit=2', 'invalid_parameter'],
  ['?limit=1&l%69mit=1', 'invalid_parameter'],
  ['?limit[]=1', 'unknown_parameter'],
  ['?limit=501', 'limit_too_large'],
  ['?limit=100000', 'limit_too_large'],
  ['?offset=-1', 'invalid_parameter'],
  ['?offset=10001', 'invalid_parameter'],
  ['?offset=ten', 'invalid_parameter'],
  ['?cursor=', 'invalid_cursor'],
  ['?cursor=a&offset=1', 'invalid_parameter'],
  ['?cursor=a&offset=0', 'invalid_parameter'],
  ['?count=true', 'invalid_parameter'],
  ['?count=', 'invalid_parameter'],
  ['?sort=', 'invalid_parameter'],
  ['?sort=a,,b', 'invalid_parameter'],
  ['?fields=', 'invalid_parameter'],
  [`?fields=${'a,'.repeat(300)}a`, 'invalid_parameter'],
  ['?expand=', 'invalid_parameter'],
  ['?expand={', 'invalid_parameter'],
  [`?expand=${json('{"a":true,"a":true}')}`, 'duplicate_key'],
  ['?where=', 'invalid_parameter'],
  ['?where={', 'invalid_parameter'],
  ['?where=1', 'invalid_parameter'],
  ['?where=null', 'invalid_parameter'],
  ['?where=[]', 'invalid_parameter'],
  [`?where=${json('{"a":1,"a":2}')}`, 'duplicate_key'],
  [`?where=${json('{"__proto__":{}}')}`, 'forbidden_key'],
  [`?where=${json('{"a":"\\u0000"}')}`, 'invalid_string'],
  [`?where=${json('{"a":9007199254740993}')}`, 'number_out_of_range'],
  [`?where=${json(`${'{"not":'.repeat(70)}{}${'}'.repeat(70)}`)}`, 'nesting_too_deep'],
  ['?where={}&where={}', 'invalid_parameter'],
  ['?where={}&where[title]=a', 'invalid_parameter'],
  ['?where[title=a', 'invalid_parameter'],
  ['?where[title]=%00', 'invalid_parameter'],
  ['?limit=%zz', 'bad_url'],
  ['?%E0%A4%A=1', 'bad_url'],
];

t.test('the query of a list is read strictly', async (t) => {
  for (const [query, expected] of read) t.strictSame(parseListQuery(`/api/posts${query}`), expected, query || 'no query');
  for (const [query, code] of refused)
    t.equal(
      codeOf(() => parseListQuery(`/api/posts${query}`)),
      code,
      `${query.slice(0, 60)}: ${code}`,
    );
});

t.test('a filter in brackets stays text until its fields are known', async (t) => {
  const { where } = parseListQuery('/api/posts?where[views][gte]=10&limit=5&where%5Bstatus%5D=draft');
  t.ok(where instanceof TextWhere);
  t.strictSame(JSON.parse(JSON.stringify((where as TextWhere).root)), { views: { gte: '10' }, status: 'draft' });
});

t.test('one record takes fields and expand only', async (t) => {
  t.strictSame(parseGetQuery('/api/posts/1?fields=id&expand=author'), { fields: ['id'], expand: ['author'] });
  for (const query of ['where={}', 'where[a]=1', 'limit=1', 'sort=a', 'count=exact']) {
    t.equal(
      codeOf(() => parseGetQuery(`/api/posts/1?${query}`)),
      'unknown_parameter',
      query,
    );
  }
});

t.test('the query of an aggregate is read strictly', async (t) => {
  t.strictSame(parseAggregateQuery('/x?count=true&sum=views,likes&min=views&groupBy=status,createdAt:month&sort=-count&limit=10'), {
    count: true,
    sum: ['views', 'likes'],
    min: ['views'],
    groupBy: ['status', 'createdAt:month'],
    sort: ['-count'],
    limit: 10,
  });
  t.strictSame(parseAggregateQuery('/x'), {});
  const wrong: readonly (readonly [string, string])[] = [
    ['count=exact', 'invalid_parameter'],
    ['sum=', 'invalid_parameter'],
    ['limit=501', 'limit_too_large'],
    ['cursor=a', 'unknown_parameter'],
    ['having=1', 'unknown_parameter'],
    ['groupBy=a&groupBy=b', 'invalid_parameter'],
  ];
  for (const [query, code] of wrong)
    t.equal(
      codeOf(() => parseAggregateQuery(`/x?${query}`)),
      code,
      query,
    );
});
