/** Lets a loop wait. A wake that comes while the loop works is not missed; `end` ends this wait and all that follow. */
export class WakeablePause {
  #ended = false;
  #woken = false;
  #finish: (() => void) | undefined;

  /** Ends a wait that may be ended, this one or the next. */
  wake(): void {
    this.#woken = true;
    this.#finish?.();
  }

  end(): void {
    this.#ended = true;
    this.#finish?.();
  }

  /** Waits until woken, at most so long (milliseconds). */
  async untilWoken(most: number): Promise<void> {
    if (!this.#woken) await this.#wait(most, () => true);
    this.#woken = false;
  }

  /** Waits so long (milliseconds), whoever wakes. */
  async whole(milliseconds: number): Promise<void> {
    await this.#wait(milliseconds, () => this.#ended);
  }

  async #wait(milliseconds: number, mayFinish: () => boolean): Promise<void> {
    if (this.#ended) return;
    await new Promise<void>((resolve) => {
      // It must not keep a process alive that has nothing else to do.
      const timer = setTimeout(resolve, milliseconds).unref();
      this.#finish = () => {
        if (!mayFinish()) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#finish = undefined;
  }
}
