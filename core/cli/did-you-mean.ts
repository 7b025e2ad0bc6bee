import { nearestName } from '../collections/nearest-name.ts';

/** The end of a sentence about an unknown name: ` Did you mean --port?`, or nothing where no name is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`;
}
