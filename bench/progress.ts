/** Shows how far a run is: a bar on a terminal, a line for each step elsewhere. */
export function createProgress(total: number): { readonly step: (label: string) => void; readonly end: () => void } {
  const { stderr } = process;
  const width = 30;
  let done = 0;
  return {
    step: (label) => {
      done++;
      const filled = Math.round((done / total) * width);
      if (stderr.isTTY) stderr.write(`\r\u001b[K[${'='.repeat(filled)}${' '.repeat(width - filled)}] ${done}/${total} ${label}`);
      else stderr.write(`${done}/${total} ${label}\n`);
    },
    end: () => {
      if (stderr.isTTY) stderr.write('\r\u001b[K');
    },
  };
}
