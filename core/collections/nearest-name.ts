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

function editDistance(left: string, right: string): number {
  let above = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const line = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = at(above, column - 1) + (left[row - 1] === right[column - 1] ? 0 : 1);
      line.push(Math.min(replaced, at(above, column) + 1, at(line, column - 1) + 1));
    }
    above = line;
  }
  return at(above, right.length);
}

function at(line: readonly number[], index: number): number {
  return line[index] ?? 0;
}
