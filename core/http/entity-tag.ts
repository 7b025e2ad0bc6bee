import type { Row } from '../records/row.ts';

/** The ETag of a record read whole; undefined where its version is not among the fields. */
export function entityTag(row: Row): string | undefined {
  return typeof row.version === 'number' ? `"${row.version}"` : undefined;
}

/** Whether an `If-None-Match` names the tag. Weak tags count: they are answered with the same words. */
export function noneMatch(header: string, tag: string): boolean {
  return header === '*' || header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag);
}
