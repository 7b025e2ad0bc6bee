/** Tells a person where the app answers. */
export function printAddresses(url: string): void {
  process.stdout.write(`\n  API       ${url}/api\n  API docs  ${url}/api/docs\n\n`);
}
