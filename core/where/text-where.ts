/**
 * A `where` from a URL, in which every value is still text: `parseWhere` reads each by the type of its field.
 * `root` has the written form, except that lists may also be objects with the keys `0`, `1`, ….
 */
export class TextWhere {
  readonly root: Readonly<Record<string, unknown>>;

  constructor(root: Readonly<Record<string, unknown>>) {
    this.root = root;
  }
}
