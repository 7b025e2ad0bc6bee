import type { Collection } from '../collections/collection.ts';
import { AppError } from '../errors.ts';
import { and } from '../where/combine.ts';
import { exists } from './decide.ts';
import type { Engine } from './engine.ts';
import { idCondition } from './id-condition.ts';
import type { Scope } from './scope.ts';

/** What a caller is told who may not write a record: that it is not there, unless he may read it. The scope must be prepared. */
export async function refuseWrite(
  { engine, scope, collection }: { engine: Engine; scope: Scope; collection: Collection },
  id: string | number,
): Promise<AppError> {
  const readable = await exists(engine, collection, and(idCondition(collection, id), scope.read(collection.name).rows));
  return readable ? refusal(scope) : new AppError('not_found');
}

/** `unauthorized` for anonymous callers, who might be let in if they said who they are; `forbidden` for the others. */
export function refusal(scope: Scope, path?: string): AppError {
  const anonymous = scope.caller !== undefined && scope.caller.id === undefined && !scope.caller.admin;
  const errors = path === undefined ? undefined : [{ path, code: 'forbidden', message: 'may not be written here' }];
  return new AppError(anonymous ? 'unauthorized' : 'forbidden', errors ? { errors } : {});
}
