import type { FastifyRequest } from 'fastify';
import type { Collections } from '../collections/collection.ts';
import type { PathMethods } from './path-methods.ts';

/** Addresses below a collection that are no record ids. */
const reserved: ReadonlySet<string> = new Set(['aggregate', 'changes']);

/** Reads which collection and which record the address of a request means. */
export class RecordAddresses {
  readonly #collections: Collections;
  readonly #paths: PathMethods;

  constructor(collections: Collections, paths: PathMethods) {
    this.#collections = collections;
    this.#paths = paths;
  }

  /** Throws `not_found`, or `method_not_allowed` where the address belongs to another route. */
  collection(request: FastifyRequest): string {
    const { collection } = request.params as { readonly collection: string };
    if (!this.#collections.has(collection)) throw this.#paths.refusal(request);
    return collection;
  }

  /** The id is as written; `Records` knows which ids there can be. */
  record(request: FastifyRequest): { readonly collection: string; readonly id: string } {
    const collection = this.collection(request);
    const { id } = request.params as { readonly id: string };
    if (reserved.has(id)) throw this.#paths.refusal(request);
    return { collection, id };
  }
}
