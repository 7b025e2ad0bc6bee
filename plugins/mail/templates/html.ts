/** HTML that is safe to send: what was put into it has been escaped. Only `html` makes it; `String(it)` is the text of it. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Writes HTML with values in it: `` html`<p>${name}</p>` ``. Every value is escaped, but HTML that was made the same way, and lists of it, stay
 * as they are. What is not there (undefined, null, false) leaves nothing. Attributes need quotes around them.
 */
export function html(pieces: TemplateStringsArray, ...values: readonly unknown[]): Html {
  return new Html(pieces.map((piece, index) => piece + (index < values.length ? toMarkup(values[index]) : '')).join(''));
}

function toMarkup(value: unknown): string {
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(toMarkup).join('');
  if (value === undefined || value === null || value === false) return '';
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
