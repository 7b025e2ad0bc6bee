/** The command was understood and cannot be done now: printed as it is, without a stack, with exit code 1. */
export class Refusal extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Refusal';
  }
}
