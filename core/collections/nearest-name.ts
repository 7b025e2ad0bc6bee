/** Finds the name that somebody probably meant: the nearest one by edits, or undefined where none is near. */
export function nearestName(written: string, names: Iterable<string>): string | undefined {
  const wanted = written.toLowerCase();
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

/** The hint that goes with an unknown name: the nearest one, or else the list where it is short enough to read. */
export function nameHint(written: string, names: Iterable<string>): string | undefined {
  const all = [...names];
  const nearest = nearestName(written, all);
  if (nearest !== undefined) return `Did you mean "${nearest}"?`;
  return all.length > 0 && all.length <= 20 ? `Valid names: ${all.join(', ')}.` : undefined;
}

/** Counts letters replaced, added, left out, and neighbours swapped. */
function editDistance(left: string, right: string): number {
  const lines: number[][] = [Array.from({ length: right.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number): number => lines[row]?.[column] ?? 0;
  for (let row = 1; row <= left.length; row++) {
    const line = [row];
    lines.push(line);
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const edits = [at(row - 1, column - 1) + (same ? 0 : 1), at(row - 1, column) + 1, at(row, column - 1) + 1];
      line.push(Math.min(...edits, swapped && row > 1 && column > 1 ? at(row - 2, column - 2) + 1 : (edits[0] ?? 0)));
    }
  }
  return at(left.length, right.length);
}
