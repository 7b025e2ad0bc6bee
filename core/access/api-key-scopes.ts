/** What an API key may be limited to: the reading of a collection, or one way of writing it. */
export type ScopeVerb = 'read' | 'create' | 'update' | 'delete';

/**
 * Whether a caller's API key reaches a verb of a collection: `posts:read`, `posts:*`, `*:read` or `*`. No scopes, no limit.
 * It limits administrators too: a key never sees more than the smaller of its creator and its scopes.
 */
export function reaches(scopes: readonly string[] | undefined, collection: string, verb: ScopeVerb): boolean {
  if (scopes === undefined) return true;
  return scopes.some((scope) => {
    if (scope === '*') return true;
    const [where, what, ...rest] = scope.split(':');
    return rest.length === 0 && (where === '*' || where === collection) && (what === '*' || what === verb);
  });
}
