import type { ArgDef, ArgsDef } from 'citty';
import { didYouMean } from './did-you-mean.ts';
import { UsageError } from './usage-error.ts';

/** Refuses what the parser would let pass: unknown flags, flags without their value, and words that nobody asked for. */
export function checkArguments(typed: readonly string[], declared: ArgsDef): void {
  let words = Object.values(declared).filter((definition) => definition.type === 'positional').length;
  for (let index = 0; index < typed.length; index++) {
    const argument = typed[index] as string;
    if (!argument.startsWith('-')) {
      if (words === 0) throw new UsageError(`"${argument}" is one word too many.`);
      words -= 1;
    } else if (takesNextWord(argument, declared)) {
      requireValue(argument, typed[index + 1]);
      index += 1;
    }
  }
}

/** Whether the value of a flag is the word after it. Throws where the flag does not exist or is written with a value it cannot have. */
function takesNextWord(argument: string, declared: ArgsDef): boolean {
  const [flag = '', value] = argument.split(/=(.*)/s, 2);
  const definition = findFlag(flag, declared);
  if (!definition) throw new UsageError(`There is no flag ${flag}.${didYouMean(flag, flagsOf(declared))}`);
  if (definition.type === 'boolean') {
    if (value !== undefined) throw new UsageError(`${flag} takes no value.`);
    return false;
  }
  if (value === '') throw new UsageError(`${flag} needs a value.`);
  return value === undefined;
}

function requireValue(flag: string, value: string | undefined): void {
  if (value === undefined || value === '' || value.startsWith('--')) throw new UsageError(`${flag} needs a value.`);
}

function findFlag(flag: string, declared: ArgsDef): ArgDef | undefined {
  const name = flag.startsWith('--') ? flag.slice(2) : '';
  const definition = Object.hasOwn(declared, name) ? declared[name] : undefined;
  return definition?.type === 'positional' ? undefined : definition;
}

function flagsOf(declared: ArgsDef): string[] {
  const names = Object.keys(declared).filter((name) => declared[name]?.type !== 'positional');
  return [...names, 'help'].map((name) => `--${name}`);
}
