/** Gives the one writer connection to one piece of work after another, in the order in which they asked. */
export class WriterQueue {
  readonly #waiting: (() => void)[] = [];
  #taken = false;

  /** Answers when it is the caller's turn, who then must `release`. */
  async acquire(): Promise<void> {
    if (!this.#taken) {
      this.#taken = true;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#taken = false;
  }
}
