/** Who sends. */
export interface SenderAddress {
  readonly name: string;
  readonly address: string;
}

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const address = new RegExp(`^[A-Za-z0-9!#$%&'*+/=?^_\`{|}~.-]{1,64}@${label}(?:\\.${label})*$`);
const named = /^(?:"([^"\\]*)"|([^"<>]*?))\s*<([^<>]*)>$/;

/** Reads `no-reply@shop.example` or `Shop <no-reply@shop.example>`; undefined where it is neither, or holds control characters. */
export function parseSender(text: string): SenderAddress | undefined {
  if (text.length > 400 || /\p{Cc}|\p{Zl}|\p{Zp}/u.test(text)) return undefined;
  const whole = text.trim();
  const [, quoted, plain, inside] = named.exec(whole) ?? [];
  const sender = inside === undefined ? { name: '', address: whole } : { name: (quoted ?? plain ?? '').trim(), address: inside };
  return address.test(sender.address) ? sender : undefined;
}
