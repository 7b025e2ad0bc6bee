#!/usr/bin/env node
// The command `plinth`. Plain JavaScript on purpose: it must be able to say what is missing before anything else can be loaded.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 20)) return;
  stop(`Plinth needs Node.js 20.20 or newer and this is ${process.versions.node}: install a newer one from https://nodejs.org.`);
}

function checkDatabaseDriver() {
  try {
    const Database = require('better-sqlite3');
    new Database(':memory:').close();
  } catch (error) {
    const reason = String(error.message).split('\n')[0];
    stop(
      `The SQLite driver better-sqlite3 does not load (${reason}): run "npm rebuild better-sqlite3", which needs Python and a C++ compiler ` +
        'where no prebuilt binary can be fetched.',
    );
  }
}

function newestChange(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, newestChange(path));
    else if (/\.(ts|json)$/.test(entry.name)) newest = Math.max(newest, statSync(path).mtimeMs);
  }
  return newest;
}

/** Only inside the repository: the published package has no sources, and nothing to build. */
function buildWhenStale() {
  if (!existsSync(join(root, 'core/cli/main.ts'))) return;
  const built = join(root, 'dist/server.tsbuildinfo');
  const sources = ['core', 'plugins', 'migrations', 'client/src'].map((folder) => join(root, folder)).filter(existsSync);
  const newest = Math.max(...sources.map(newestChange));
  if (existsSync(built) && existsSync(join(root, 'dist/core/cli/main.js')) && statSync(built).mtimeMs >= newest) return;
  const compiler = require.resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-b', join(root, 'tsconfig.server.json')], { stdio: 'inherit' });
  if (status !== 0) stop('Plinth could not be built: mend the errors above and start again.');
  // A change that alters no output (a comment, a touched file) may leave the compiler's stamp as it was.
  utimesSync(built, new Date(), new Date());
}

checkNode();
checkDatabaseDriver();
buildWhenStale();
await import('../../dist/core/cli/main.js');
