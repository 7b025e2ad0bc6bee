import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';

interface PathPattern {
  readonly parts: readonly string[];
  readonly methods: Set<string>;
}

/** Knows which methods every address takes, so that a wrong one answers 405 and says which are right. */
export class PathMethods {
  readonly #patterns = new Map<string, PathPattern>();

  /** Notes every route that is registered from now on. */
  watch(app: FastifyInstance): void {
    app.addHook('onRoute', ({ url, method }) => {
      if (url === '*') return;
      const pattern = this.#patterns.get(url) ?? { parts: url.split('/'), methods: new Set() };
      this.#patterns.set(url, pattern);
      for (const one of [method].flat()) pattern.methods.add(one.toUpperCase());
    });
  }

  /** The refusal of a request that has no route: `method_not_allowed` where its address takes other methods, otherwise `not_found`. */
  refusal(request: FastifyRequest): AppError {
    const methods = this.#methodsAt(request.url.split('?', 1)[0] as string);
    if (!methods || methods.has(request.method)) return new AppError('not_found');
    return new AppError('method_not_allowed', { headers: { allow: [...methods].sort().join(', ') } });
  }

  /** The router prefers literal parts, from the left; so does this. */
  #methodsAt(path: string): ReadonlySet<string> | undefined {
    const parts = path.split('/');
    let best: PathPattern | undefined;
    for (const pattern of this.#patterns.values()) {
      if (matches(pattern.parts, parts) && (!best || rank(pattern) < rank(best))) best = pattern;
    }
    return best?.methods;
  }
}

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  const open = pattern.at(-1) === '*';
  if (open ? parts.length < pattern.length : parts.length !== pattern.length) return false;
  return pattern.every((part, index) => part === '*' || (part.startsWith(':') ? parts[index] !== '' : part === parts[index]));
}

/** Sorts literal parts before parameters before wildcards. */
function rank({ parts }: PathPattern): string {
  return parts.map((part) => (part === '*' ? '2' : part.startsWith(':') ? '1' : '0')).join('');
}
