import { readFileSync } from 'node:fs';
import type { Entry } from '../bundle/manifest.ts';
import { iconSizes, recolourIcon, renderIcon, renderWebManifest, renderWorkerStart } from '../compile/app.ts';
import { digestOf, shortDigest } from '../digest.ts';
import type { Profile } from '../media/preset.ts';
import { compareCodeUnits } from '../order.ts';
import { packageFile } from '../package.ts';
import type { Curriculum } from '../source/curriculum.ts';

/** What lets a browser install the pages and keep those that were opened, where they come from a web server. */
export function* appFiles(
  curriculum: Curriculum,
  profile: Profile,
  accent: string | undefined,
  entries: ReadonlyMap<string, Entry>,
): Generator<{ path: string; pieces: Buffer[] }> {
  const { title, description } = curriculum;
  const icon = renderIcon(title, accent);
  if (icon !== undefined) yield { path: 'pages/icon.svg', pieces: [Buffer.from(icon)] };
  for (const size of iconSizes) {
    const template = readFileSync(packageFile(`templates/icon-${size}.png`));
    yield { path: `pages/icon-${size}.png`, pieces: [recolourIcon(template, accent)] };
  }
  const manifest = renderWebManifest(curriculum, description, accent);
  yield { path: 'manifest.webmanifest', pieces: [Buffer.from(manifest)] };
  // By now `entries` has all but the worker itself.
  const all = [...entries.values()].sort((a, b) => compareCodeUnits(a.path, b.path));
  const digest = shortDigest(digestOf(all.map(({ path, digest }) => `${path} ${digest}\n`).join('')), 12);
  const always = all.map(({ path }) => path).filter((path) => ALWAYS.test(path));
  yield {
    path: 'service-worker.js',
    pieces: [
      Buffer.from(renderWorkerStart(curriculum, profile, digest, always)),
      readFileSync(packageFile('dist/service-worker.js')),
    ],
  };
}

/** What every page needs, and where a learner begins; not the search indexes, which are large. */
const ALWAYS = /^(?:[^/]+|pages\/(?:index\.html|(?!search-)[^/]+\.(?:css|js)|icon[^/]*))$/;
