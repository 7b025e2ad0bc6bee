import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Refusal } from './refusal.ts';

/** Asks for something that is not shown while it is typed. Where nobody types, it is the first line of the standard input. */
export async function askSecret(question: string): Promise<string> {
  const { stdin, stdout } = process;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silent, terminal: stdin.isTTY });
  if (stdin.isTTY) stdout.write(`${question}: `);
  try {
    for await (const line of lines) return line;
  } finally {
    lines.close();
    if (stdin.isTTY) stdout.write('\n');
  }
  throw new Refusal(`There was no answer to "${question}".`);
}
