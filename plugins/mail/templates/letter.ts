import { type Html, html } from './html.ts';
import type { MailContent } from './mail-template.ts';

/** A mail of the usual kind. Text and HTML are both made of it, so that they say the same. */
export interface Letter {
  readonly subject: string;
  /** Paragraphs before the link or the code. */
  readonly before: readonly string[];
  readonly link?: { readonly label: string; readonly url: string };
  readonly code?: string;
  /** Paragraphs after it. */
  readonly after?: readonly string[];
}

/** The letter as text and as HTML; the title stands below. */
export function toContent(letter: Letter, title: string): MailContent {
  const { subject, before, link, code, after = [] } = letter;
  const middle = [link?.url, code].filter((part) => part !== undefined);
  return {
    subject,
    text: `${[...before, ...middle, ...after, title].join('\n\n')}\n`,
    html: html`<!doctype html>
<html>
<head><meta charset="utf-8"><title>${subject}</title></head>
<body style="margin:0;padding:24px;background:#f4f4f5;font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;color:#18181b">
<div style="max-width:520px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px">
${before.map(paragraph)}
${link && linkBlock(link)}
${code !== undefined && codeBlock(code)}
${after.map(paragraph)}
<p style="margin:24px 0 0;color:#71717a;font-size:14px">${title}</p>
</div>
</body>
</html>
`,
  };
}

function paragraph(text: string): Html {
  return html`<p style="margin:0 0 16px">${text}</p>\n`;
}

function linkBlock({ label, url }: { readonly label: string; readonly url: string }): Html {
  return html`<p style="margin:0 0 16px"><a href="${url}" style="display:inline-block;padding:10px 16px;background:#18181b;color:#ffffff;border-radius:6px;text-decoration:none">${label}</a></p>
<p style="margin:0 0 16px;color:#71717a;font-size:14px;word-break:break-all">${url}</p>`;
}

function codeBlock(code: string): Html {
  return html`<p style="margin:0 0 16px;font-family:monospace;font-size:28px;letter-spacing:4px">${code}</p>`;
}
