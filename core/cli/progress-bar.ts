/** How far one long piece of work is. */
export interface Progress {
  /** Counts on; by one if nothing is said. */
  advance(by?: number): void;
  /** Says that the work is done, whatever the count. */
  done(): void;
}

/** Begins to report on a piece of work, for example `progress('films', 3201)`. */
export type StartProgress = (label: string, total: number) => Progress;

/** Where a progress bar is drawn: a terminal, or anything that takes lines. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const width = 24;

/** Draws a bar that moves in a terminal; elsewhere (a log, a pipe) prints one plain line at every quarter. */
export function createProgress(output: ProgressOutput): StartProgress {
  return (label, total) => (output.isTTY ? movingBar(output, label, total) : plainLines(output, label, total));
}

function movingBar(output: ProgressOutput, label: string, total: number): Progress {
  let count = 0;
  let drawn = '';
  const draw = (): void => {
    const share = total === 0 ? 1 : Math.min(1, count / total);
    const filled = Math.round(share * width);
    const line = `${label} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${count} of ${total}`;
    if (line === drawn) return;
    drawn = line;
    output.write(`\r\u001b[2K${line.slice(0, (output.columns ?? 80) - 1)}`);
  };
  draw();
  return {
    advance(by = 1) {
      count += by;
      draw();
    },
    done() {
      draw();
      output.write('\n');
    },
  };
}

function plainLines(output: ProgressOutput, label: string, total: number): Progress {
  let count = 0;
  let quarters = 0;
  return {
    advance(by = 1) {
      count += by;
      const reached = total === 0 ? 4 : Math.floor((count * 4) / total);
      if (reached <= quarters || reached >= 4) return;
      quarters = reached;
      output.write(`${label}: ${count} of ${total}\n`);
    },
    done() {
      output.write(`${label}: ${count} of ${total}, done\n`);
    },
  };
}
