/** Lets a loop wait until it is woken, without missing a wake that comes while it works. Does not keep the process alive. */
export class Pause {
  #ended = false;
  #woken = false;
  #finish: (() => void) | undefined;
  #wakeable = false;

  /** Ends the wait that is going on, or the next. */
  wake(): void {
    this.#woken = true;
    if (this.#wakeable) this.#finish?.();
  }

  /** Ends the wait that is going on and all that follow. */
  end(): void {
    this.#ended = true;
    this.#finish?.();
  }

  /** Waits until woken, at most so long (milliseconds); after a wake a moment more, for a wake seldom comes alone. */
  async untilWoken(most: number, gather: number): Promise<void> {
    if (!this.#woken) {
      this.#wakeable = true;
      await this.whole(most);
      this.#wakeable = false;
    }
    if (this.#woken) await this.whole(gather);
    this.#woken = false;
  }

  /** Waits so long (milliseconds), whoever wakes. */
  async whole(milliseconds: number): Promise<void> {
    if (this.#ended) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      timer.unref();
      this.#finish = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#finish = undefined;
  }
}
