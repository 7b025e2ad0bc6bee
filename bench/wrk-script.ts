import type { Request } from './request.ts';

/** A Lua string that needs no escaping. */
const quoted = (text: string): string => `[=[${text}]=]`;

/** The script with which wrk goes through the requests in turn, and prints a `Load` at the end. */
export function wrkScript(requests: readonly Request[], token: string): string {
  const made = requests.map(({ method, path, body }) => {
    const json = body === undefined ? 'nil' : quoted(JSON.stringify(body));
    const headers = `{ Authorization = ${quoted(`Bearer ${token}`)}${body === undefined ? '' : ', ["Content-Type"] = "application/json"'} }`;
    return `  wrk.format(${quoted(method)}, ${quoted(path)}, ${headers}, ${json}),`;
  });
  return `
local made
local turn = 0
init = function()
  made = {
${made.join('\n')}
  }
end
request = function()
  turn = turn % #made + 1
  return made[turn]
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('RESULT {"requests":%d,"seconds":%.3f,"p50":%.2f,"p99":%.2f,"errors":%d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.connect + e.read + e.write + e.timeout + e.status))
end
`;
}
