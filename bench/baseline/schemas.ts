const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;
const status = { type: 'string', enum: ['published', 'draft'] } as const;

const postFields = {
  id: text,
  title: text,
  body: text,
  status: text,
  views: integer,
  author: text,
  createdAt: text,
  updatedAt: text,
} as const;
const authorFields = { id: text, name: text, email: text, createdAt: text, updatedAt: text } as const;
const writableFields = {
  title: { type: 'string', maxLength: 255 },
  body: { type: 'string', maxLength: 100_000 },
  status,
  views: integer,
} as const;

const postAnswer = { type: 'object', properties: postFields } as const;
const listedPost = {
  type: 'object',
  properties: { ...postFields, expand: { type: 'object', properties: { author: { type: 'object', properties: authorFields } } } },
} as const;
const params = { type: 'object', required: ['id'], properties: { id: { type: 'string', minLength: 36, maxLength: 36 } } } as const;

/** What each route of the baseline takes and answers, as JSON Schemas for Fastify. */
export const schemas = {
  get: { params, response: { 200: postAnswer } },
  list: {
    querystring: {
      type: 'object',
      additionalProperties: false,
      properties: {
        status: { ...status, default: 'published' },
        limit: { type: 'integer', minimum: 1, maximum: 500, default: 20 },
        expand: { type: 'string', enum: ['author'] },
        cursor: text,
      },
    },
    response: { 200: { type: 'object', properties: { items: { type: 'array', items: listedPost }, next: text } } },
  },
  create: {
    body: { type: 'object', additionalProperties: false, required: ['title', 'body', 'status'], properties: writableFields },
    response: { 201: postAnswer },
  },
  update: {
    params,
    body: { type: 'object', additionalProperties: false, minProperties: 1, properties: writableFields },
    response: { 200: postAnswer },
  },
};

/** The query of a list, as the schema leaves it. */
export interface ListQuery {
  readonly status: 'published' | 'draft';
  readonly limit: number;
  readonly expand?: 'author';
  readonly cursor?: string;
}

/** The body of a create; of an update with every field optional. */
export interface PostBody {
  readonly title: string;
  readonly body: string;
  readonly status: 'published' | 'draft';
  readonly views?: number;
}
