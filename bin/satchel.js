#!/usr/bin/env node
import { existsSync } from 'node:fs';

// Older ones lack what the program is made of, and would say so in words that help nobody.
const [major, minor] = process.versions.node.split('.').map(Number);
const cli = new URL('../dist/cli.js', import.meta.url);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `satchel: this is Node.js ${process.versions.node}; install Node.js 20.19 or later (https://nodejs.org).\n`,
  );
  process.exitCode = 4;
} else if (existsSync(cli)) {
  await import(cli.href);
} else {
  process.stderr.write(
    'satchel: dist/ is missing. Run "npm ci" (or "npm run build") in the checkout first.\n',
  );
  process.exitCode = 4;
}
