type Data = Readonly<Record<string, unknown>>;

const longestLine = 120;

/** The link of a mail. Throws where there is none, or where it leads anywhere but to the web. */
export function linkOf(data: Data): string {
  const { link } = data;
  if (typeof link !== 'string' || !/^https?:\/\//.test(link) || !URL.canParse(link)) {
    throw new Error('This mail needs data.link, an http or https address.');
  }
  return link;
}

/** A text that must be there, as one line of at most 120 characters: it may come from strangers, who would write more into the mail than it says. */
export function lineOf(data: Data, name: string): string {
  const line = optionalLineOf(data, name);
  if (line === undefined) throw new Error(`This mail needs data.${name}.`);
  return line;
}

/** The same where it may be absent. */
export function optionalLineOf(data: Data, name: string): string | undefined {
  const value = data[name];
  if ((typeof value !== 'string' && typeof value !== 'number') || value === '') return undefined;
  const line = [
    ...String(value)
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
      .trim(),
  ];
  return line.length > longestLine ? `${line.slice(0, longestLine - 1).join('')}…` : line.join('');
}

/** How long something is good for; says nothing where nobody told. */
export function validity(data: Data, what: string): readonly string[] {
  const { minutes } = data;
  if (typeof minutes !== 'number') return [];
  const hours = minutes / 60;
  const span = Number.isInteger(hours) ? plural(hours, 'hour') : plural(minutes, 'minute');
  return [`${what} is good for ${span} and can be used once.`];
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
