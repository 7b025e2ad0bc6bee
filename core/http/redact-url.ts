const secretNames = /^(?:.*(?:token|secret|password|signature|apikey|api_key|code)|state|key|sig)$/i;

/** The URL as it may stand in a log: values of parameters that look like secrets are left out. */
export function redactUrl(url: string): string {
  const start = url.indexOf('?');
  if (start === -1) return url;
  const parts = url.slice(start + 1).split('&');
  return `${url.slice(0, start)}?${parts.map(redact).join('&')}`;
}

function redact(part: string): string {
  const equals = part.indexOf('=');
  return equals !== -1 && secretNames.test(part.slice(0, equals)) ? `${part.slice(0, equals)}=[redacted]` : part;
}
