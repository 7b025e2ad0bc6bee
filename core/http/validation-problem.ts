import type { ProblemItem } from '@plinth/client/types';
import { AppError } from '../errors.ts';

/** What Ajv says of one mistake; `params` depends on the keyword. */
export interface SchemaMistake {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Turns the mistakes that a schema found in a body into `validation_failed`, with a code for each path. */
export function validationProblem(mistakes: readonly SchemaMistake[]): AppError {
  return new AppError('validation_failed', { errors: mistakes.filter((mistake) => !isNoise(mistake, mistakes)).map(toItem) });
}

/** Of a value that may be null as well, the schema also says that it is not null, and that it is neither; what it should be is enough. */
function isNoise({ keyword, instancePath, params }: SchemaMistake, mistakes: readonly SchemaMistake[]): boolean {
  if (keyword !== 'anyOf' && !(keyword === 'type' && params['type'] === 'null')) return false;
  return mistakes.some(
    (other) => other.keyword !== 'anyOf' && other.params['type'] !== 'null' && other.instancePath.startsWith(instancePath),
  );
}

/** Turns mistakes in the path, the query or the headers of a route with schemas into the codes of the generated routes. */
export function parameterProblem(mistakes: readonly SchemaMistake[], where: string): AppError {
  if (where === 'params') return new AppError('not_found');
  const first = mistakes[0];
  if (!first) return new AppError('invalid_parameter');
  const { path, code, message } = toItem(first);
  if (code === 'unknown_field') return new AppError('unknown_parameter', { detail: `There is no parameter "${path}".` });
  return new AppError('invalid_parameter', { detail: `The ${where === 'headers' ? 'header' : 'parameter'} "${path}": ${message}.` });
}

function toItem({ keyword, instancePath, message, params }: SchemaMistake): ProblemItem {
  const base = instancePath.split('/').slice(1).map(unescapePointer);
  const added = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty;
  const path = (typeof added === 'string' ? [...base, added] : base).join('.');
  if (params.additionalProperty !== undefined || params.unevaluatedProperty !== undefined) {
    return { path, code: 'unknown_field', message: 'There is no such field.' };
  }
  const code = keyword === 'required' ? 'required' : keyword === 'type' ? 'invalid_type' : 'invalid_value';
  return { path, code, message: message ?? 'is not allowed' };
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
