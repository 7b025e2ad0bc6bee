import type { ArgsDef, CommandDef } from 'citty';

/** Something that a person can type after `plinth`. */
export interface Command {
  readonly name: string;
  /** One line in `plinth --help`. */
  readonly description: string;
  /** What may follow it; anything else is refused before `run`. */
  readonly args: ArgsDef;
  run(typed: readonly string[]): Promise<void> | void;
}

const help = { type: 'boolean', description: 'Print this' } as const;

/** The form in which citty prints a command's help. */
export function toUsage({ name, description, args }: Command): CommandDef {
  return { meta: { name, description }, args: { ...args, help } };
}
