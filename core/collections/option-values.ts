type Options = Readonly<Record<string, unknown>>;

/** The number that an option holds; undefined where it holds none. */
export function numberOption(options: Options, name: string): number | undefined {
  const value = options[name];
  return typeof value === 'number' ? value : undefined;
}

/** The text that an option holds; undefined where it holds none. */
export function textOption(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** Whether a flag is set. */
export function flagOption(options: Options, name: string): boolean {
  return options[name] === true;
}
