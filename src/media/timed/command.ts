import { gainChain } from './loudness.ts';
import type { PlannedOutput, PlannedPicture, PlannedSound } from './plan.ts';
import type { Probe } from './probe.ts';

// The options of the one run of ffmpeg that makes all renditions of a recording. Fixed numbers of threads and the bitexact
// flags make the same bytes on every number of cores. x264 has one thread: with more, what each of them has got done by then
// decides how bits are shared out under a ceiling (ratecontrol.c, update_vbv_plan), and no two runs are the same.

/** Where renditions go, and a still picture of the film. */
export interface Target {
  readonly output: PlannedOutput;
  readonly file: string;
}

/** The still picture: a frame of this time, at most so wide. */
export interface Still {
  readonly atSeconds: number;
  readonly width: number;
  readonly height: number;
  readonly file: string;
}

/** Seconds from one frame at which playing can begin to the next: on a slow stick a jump reads no more than that. */
const KEYFRAME_SECONDS = 4;
const EXACT = ['-fflags', '+bitexact', '-map_metadata', '-1', '-map_chapters', '-1'];

/** The graph and the outputs of the run that encodes `targets` and takes the `still`. */
export function encodingOptions(
  { film, sound }: Probe,
  targets: readonly Target[],
  still: Still | undefined,
  interlaced: boolean,
): { filters: string[]; outputs: string[][] } {
  const filters: string[] = [];
  const outputs: string[][] = [];
  const pictures = targets.filter(({ output }) => output.picture);
  const sounds = targets.filter(({ output }) => output.sound);
  const labels = (name: string, count: number): string[] =>
    Array.from({ length: count }, (_, n) => `[${name}${n}]`);

  if (film && (pictures.length > 0 || still)) {
    const ins = labels('p', pictures.length + (still ? 1 : 0));
    const before = interlaced ? 'yadif=deint=interlaced,' : '';
    filters.push(`[0:${film.index}]${before}split=${ins.length}${ins.join('')}`);
    pictures.forEach(({ output }, n) =>
      filters.push(`${ins[n]}${pictureChain(output.picture as PlannedPicture)}[v${n}]`),
    );
    if (still) filters.push(`${ins.at(-1)}${stillChain(still)}[still]`);
  }
  if (sound && sounds.length > 0) {
    const ins = labels('s', sounds.length);
    filters.push(`[0:${sound.index}]asplit=${ins.length}${ins.join('')}`);
    sounds.forEach(({ output }, n) =>
      filters.push(`${ins[n]}${soundChain(output.sound as PlannedSound)}[a${n}]`),
    );
  }
  for (const target of targets) {
    const { output, file } = target;
    const maps = [
      ...(output.picture ? ['-map', `[v${pictures.indexOf(target)}]`] : []),
      ...(output.sound ? ['-map', `[a${sounds.indexOf(target)}]`] : []),
    ];
    outputs.push([
      ...maps,
      ...pictureOptions(output),
      ...soundOptions(output),
      ...containerOptions(output),
      file,
    ]);
  }
  if (still)
    outputs.push([
      '-map',
      '[still]',
      '-frames:v',
      '1',
      '-c:v',
      'png',
      '-f',
      'image2',
      '-update',
      '1',
      still.file,
    ]);
  return { filters, outputs };
}

/** Options of a run that carries the streams as they are, into a file that begins with its index and says nothing of its past. */
export function copyOptions(
  { film, sound }: Probe,
  container: 'mp4' | 'ipod' | 'mp3',
  file: string,
): string[] {
  const maps = [film, sound].flatMap((stream) => (stream ? ['-map', `0:${stream.index}`] : []));
  const fast = container === 'mp3' ? ['-id3v2_version', '0'] : ['-movflags', '+faststart'];
  return [...maps, '-c', 'copy', ...EXACT, ...fast, '-f', container, file];
}

function pictureChain({ width, height, framesPerSecond }: PlannedPicture): string {
  return `fps=${framesPerSecond},scale=${width}:${height}:flags=bicubic,setsar=1,format=yuv420p`;
}

function stillChain({ atSeconds, width, height }: Still): string {
  return `select=gte(t\\,${atSeconds})*isnan(prev_selected_t),scale=${width}:${height}:flags=bicubic,setsar=1,format=rgb24`;
}

function soundChain({ channels, sampleRateHz, gain }: PlannedSound): string {
  return `${gainChain(channels, gain)},aresample=${sampleRateHz}`;
}

function pictureOptions({ picture, preset, format }: PlannedOutput): string[] {
  if (!picture || !preset.film) return [];
  const { bitrateKbps, framesPerSecond } = picture;
  const { rateFactor, h264Profile, tune } = preset.film;
  const ceiling = ['-maxrate', `${bitrateKbps}k`, '-bufsize', `${2 * bitrateKbps}k`];
  const common = [
    '-g',
    String(Math.max(1, Math.round(framesPerSecond * KEYFRAME_SECONDS))),
    '-threads',
    format === undefined ? '1' : '2',
    '-flags:v',
    '+bitexact',
  ];
  switch (format) {
    case 'vp9':
      return [
        '-c:v',
        'libvpx-vp9',
        '-crf',
        String(rateFactor + 8),
        '-b:v',
        `${bitrateKbps}k`,
        '-deadline',
        'good',
        '-cpu-used',
        '3',
        ...common,
      ];
    case 'av1':
      return ['-c:v', 'libsvtav1', '-preset', '8', '-crf', String(rateFactor + 12), ...common];
    default:
      return [
        ...['-c:v', 'libx264', '-preset', 'medium', '-profile:v', h264Profile, '-crf', String(rateFactor)],
        ...(tune ? ['-tune', tune] : []),
        ...ceiling,
        ...common,
      ];
  }
}

function soundOptions({ sound }: PlannedOutput): string[] {
  if (!sound) return ['-an'];
  const exact = ['-flags:a', '+bitexact'];
  const { codec, bitrateKbps } = sound;
  switch (codec) {
    case 'mp3':
      return ['-c:a', 'libmp3lame', '-b:a', `${mp3Rate(sound)}k`, ...exact];
    case 'opus':
      return ['-c:a', 'libopus', '-b:a', `${bitrateKbps}k`, ...exact];
    case 'aac': {
      // ffmpeg's encoder takes a quarter more than it is told where it is told little.
      const told = bitrateKbps > 64 ? bitrateKbps : Math.floor(bitrateKbps * 0.75);
      return [
        '-c:a',
        'aac',
        '-aac_coder',
        bitrateKbps > 64 ? 'twoloop' : 'fast',
        '-b:a',
        `${told}k`,
        ...exact,
      ];
    }
  }
}

/** ISO/IEC 11172-3 and 13818-3: the bit rates that layer III has, above and below 32 kHz. */
const MP3_RATES = {
  wide: [32, 40, 48, 56, 64, 80, 96, 112, 128],
  narrow: [8, 16, 24, 32, 40, 48, 56, 64, 80],
};

function mp3Rate({ bitrateKbps, sampleRateHz }: PlannedSound): number {
  const rates = MP3_RATES[sampleRateHz >= 32000 ? 'wide' : 'narrow'];
  return rates.findLast((rate) => rate <= bitrateKbps) ?? rates[0] ?? 32;
}

function containerOptions({ picture, sound, format }: PlannedOutput): string[] {
  if (format !== undefined) return [...EXACT, '-f', format === 'opus' ? 'opus' : 'webm'];
  if (!picture && sound?.codec === 'mp3') return [...EXACT, '-id3v2_version', '0', '-f', 'mp3'];
  return [...EXACT, '-movflags', '+faststart', '-f', picture ? 'mp4' : 'ipod'];
}
