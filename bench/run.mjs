// npm run bench -- <name>: one benchmark, its table on stdout.
import { existsSync } from 'node:fs';

const name = process.argv[2] ?? '';
const file = new URL(`./${name}.mjs`, import.meta.url);
if (!/^[a-z]+$/.test(name) || !existsSync(file)) {
  console.error('usage: npm run bench -- build|delta|drop|media|reader');
  process.exitCode = 2;
} else {
  const { bench } = await import(file.href);
  await bench();
}
