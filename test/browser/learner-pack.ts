import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { folder, satchel, work } from '../cli/satchel.ts';
import { record } from '../media/timed/recordings.ts';

// A small pack with all that a learner meets, in two versions: in the second a lesson lies elsewhere and another has another text.

const paragraphs = 'Rain falls on the hills and runs to the sea, where it began.\n\n'.repeat(60);
const questions = `# Drops

A [drop]{.term} is small. Where it falls is told by the [map](clouds.md).

:::quiz{id=shape}
What shape has a falling drop?

- [x] A ball
- [ ] A tear
  > Only in pictures.

:::explanation
Its skin pulls it round.
:::
:::

:::quiz{id=rivers}
Which are rivers?

- [x] Nile
- [x] Niger
- [ ] Everest
:::

:::number{id=deep answer=12.5 tolerance=0.5 unit=m}
How deep is the well?

:::hint
More than 10 m.
:::
:::

:::text{id=river answer="Nile|the Nile"}
Which river flows through Cairo?
:::

:::order{id=plant}
Put in order.

1. Seed
2. Sprout
3. Flower
:::

:::match{id=capitals}
Which capital belongs to which country?

- Kenya = Nairobi
- Mali = Bamako
:::

:::gap{id=ice}
Ice is frozen [[water|H2O]].
:::

:::reflect{id=think}
What surprised you?
:::
`;

const files = (version: '1.0.0' | '1.1.0'): Readonly<Record<string, string>> => ({
  'satchel.yaml': `id: water\nversion: ${version}\ntitle: Water\nlanguage: en\nlicense: MIT\nauthors: [Amina Diallo]\n`,
  '1-rain/index.md': '# Rain\n\nWhat falls.\n',
  '1-rain/1-drops.md': questions,
  ...(version === '1.0.0'
    ? { '1-rain/2-clouds.md': `# Clouds\n\nClouds are drops.\n\n${paragraphs}` }
    : {
        '2-sea/3-sky.md': `---\nwas: rain/clouds\n---\n# Clouds over the sea\n\nClouds are drops that float.\n\n${paragraphs}`,
      }),
  '2-sea/index.md': '# Sea\n',
  '2-sea/1-salt.md': `# Salt\n\n${paragraphs}\n\n## Measuring salt\n\nA hydrometer floats higher in salt water.\n`,
  '2-sea/2-waves.md': `# Waves\n\n![Waves roll in](waves.mp4)\n${version === '1.0.0' ? '' : '\nMore is known now.\n'}`,
  '2-sea/waves.srt':
    '1\n00:00:00,500 --> 00:00:02,000\nThe first wave\n\n2\n00:00:02,000 --> 00:00:04,000\nThe second wave\n',
  '3-words.md': '# Words\n\nDrop\n: Water that falls *alone*.\n',
  'translations/es/1-rain/1-drops.md': '# Gotas\n\nUna gota es pequeña.\n',
  'translations/ar/1-rain/1-drops.md': `# القطرات

[القطرة]{.term} صغيرة.

:::quiz{id=shape}
ما شكل القطرة؟

- [x] كرة
- [ ] دمعة
  > في الصور فقط.
:::

:::number{id=deep answer=12.5 unit=m}
كم عمق البئر؟
:::

:::order{id=plant}
رتّب.

1. بذرة
2. برعم
:::

:::match{id=capitals}
صِل.

- مصر = القاهرة
- مالي = باماكو
:::

:::gap{id=ice}
الثلج [[ماء]] متجمد.
:::

:::reflect{id=think}
ماذا تعلمت؟
:::
`,
  'translations/ar/2-sea/1-salt.md': '# الملح\n\nماء البحر مالح.\n',
  'translations/ar/3-words.md': '# كلمات\n\nالقطرة\n: ماء يسقط.\n',
  'translations/es/2-sea/1-salt.md': '# Sal\n\nEl mar es salado.\n',
});

/** Builds both versions with the command; gives the folder with the bundles, `water_<version>[_es|_ar].zip`. */
export async function buildLearnerPack(): Promise<string> {
  const out = join(work, 'learner-pack');
  for (const version of ['1.0.0', '1.1.0'] as const) {
    const source = folder(`learner-pack-${version}`, files(version));
    await record(join(source, '2-sea/waves.mp4'), 4, ['testsrc2=s=320x180:r=10'], ['-pix_fmt', 'yuv420p']);
    const built = await satchel(['build', source, '-o', out]);
    expect(built, built.stderr).toMatchObject({ code: 0 });
  }
  return out;
}

/** Serves a bundle as a teacher does; gives its address and what ends it. */
export async function serveBundle(
  bundle: string,
  port = '0',
): Promise<{ url: string; close: () => Promise<void> }> {
  const bin = join(import.meta.dirname, '../../bin/satchel.js');
  const args = [bin, 'serve', bundle, '--host', '127.0.0.1', '--port', port, '--format', 'json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) =>
    child.on('exit', () => {
      resolve();
    }),
  );
  const line = await new Promise<string>((resolve, reject) => {
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.endsWith('\n')) resolve(stdout);
    });
    child.on('exit', (code) => {
      reject(new Error(`satchel serve ended with ${code}`));
    });
  });
  const { urls, packs } = JSON.parse(line) as { urls: [string]; packs: [{ name: string }] };
  return {
    url: new URL(`${packs[0].name}/`, urls[0]).href,
    close: async () => {
      child.kill('SIGINT');
      await ended;
    },
  };
}
