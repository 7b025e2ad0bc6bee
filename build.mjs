// Builds what has changed: the packages with `tsc -b`, then the console where its sources are newer than its output.
// Plain JavaScript, because it runs before anything is built. `--server` leaves out tests, examples and benchmark;
// `--clean` begins anew, so that nothing is left of sources that are gone.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const admin = join(root, 'admin');

function stop(sentence, code = 1) {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

function run(command, options) {
  const { status, error } = spawnSync(process.execPath, command, { stdio: 'inherit', cwd: root, ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** The time of the newest source file in a folder, in milliseconds. */
function newest(folder) {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue;
    const path = join(folder, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return time;
}

function buildConsole() {
  const { scripts } = JSON.parse(readFileSync(join(admin, 'package.json'), 'utf8'));
  if (scripts?.build === undefined) return;
  const page = join(admin, 'dist', 'index.html');
  if (existsSync(page) && statSync(page).mtimeMs > newest(admin)) return;
  if (process.env.npm_execpath === undefined) stop('The console must be built: run `npm run build`.');
  run([process.env.npm_execpath, 'run', '--silent', 'build'], { cwd: admin });
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 20)) stop(`Plinth needs Node 20.20 or later; this is ${process.version}.`);

let compiler;
try {
  compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
} catch {
  stop('The dependencies are not installed yet: run `npm ci` first.');
}
if (process.argv.includes('--clean'))
  for (const folder of ['dist', 'client/dist']) rmSync(join(root, folder), { recursive: true, force: true });
run([compiler, '-b', ...(process.argv.includes('--server') ? ['tsconfig.server.json'] : [])]);
buildConsole();
