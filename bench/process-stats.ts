import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second, as Linux counts processor time on every platform that Node runs on. */
const ticks = 100;

function statOf(pid: number): readonly string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in parentheses and may hold spaces.
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Processor time that a process, its ended children and its running ones have used, in milliseconds. */
export function processorTime(pid: number): number {
  const used = statOf(pid)
    .slice(11, 15)
    .reduce((sum, field) => sum + Number(field), 0);
  return (used * 1000) / ticks + childrenOf(pid).reduce((sum, child) => sum + timeOfRunning(child), 0);
}

function timeOfRunning(pid: number): number {
  try {
    return processorTime(pid);
  } catch {
    // It has ended since it was listed; its parent's sum holds its time.
    return 0;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    const listed = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim();
    return listed === '' ? [] : listed.split(' ').map(Number);
  });
}

/** Memory that a process holds, in MB. */
export function residentMemory(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(line?.[1] ?? 0) / 102.4) / 10;
}
