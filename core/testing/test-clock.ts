/** A clock that stands still until a test moves it. */
export class TestClock {
  #now: number;

  constructor(start: Date = new Date()) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Moves the clock forward, by milliseconds. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  set(moment: Date | string): void {
    this.#now = new Date(moment).getTime();
  }
}
