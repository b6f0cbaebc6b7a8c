import type { Finding } from '../media/outcome.ts';
import { encodersOf, findTool, toolSettings, type Tool } from '../media/timed/tools.ts';
import type { Check } from './check.ts';

/** By the encoders of ffmpeg that do it, any one of them. Baseline: what every device plays. */
const encoders: readonly { names: readonly string[]; purpose: string; isBaseline: boolean }[] = [
  { names: ['libx264'], purpose: 'films that every device plays (H.264)', isBaseline: true },
  { names: ['aac'], purpose: 'sound in films, and M4A', isBaseline: true },
  { names: ['libmp3lame'], purpose: 'sound that every player plays (MP3)', isBaseline: true },
  {
    names: ['libvpx-vp9'],
    purpose: 'smaller films for newer devices (VP9), where turned on',
    isBaseline: false,
  },
  {
    names: ['libopus'],
    purpose: 'smaller speech for newer devices (Opus), where turned on',
    isBaseline: false,
  },
  {
    names: ['libsvtav1'],
    purpose: 'the smallest films for new devices (AV1), where turned on',
    isBaseline: false,
  },
];

const FROM = {
  setting: 'named by a setting',
  path: 'from PATH',
  npm: 'from its npm package',
} as const satisfies Record<Tool['from'], string>;

const TOOL_PURPOSES = { ffmpeg: 'encodes audio and video', ffprobe: 'looks at audio and video' } as const;

const INSTALL: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: '“sudo apt install ffmpeg” (Debian, Ubuntu) or “sudo dnf install ffmpeg” (Fedora, from RPM Fusion)',
  darwin: '“brew install ffmpeg”',
  win32: '“winget install ffmpeg”',
};

const toGetFfmpeg = `${INSTALL[process.platform] ?? 'install ffmpeg with the system’s packages'}; or “npm install --include=optional” where Satchel is; or name a program in SATCHEL_FFMPEG and SATCHEL_FFPROBE`;

/** ffmpeg, ffprobe, and what ffmpeg can encode to. */
export async function checkTimed(env: NodeJS.ProcessEnv): Promise<Check[]> {
  const [ffmpeg, ffprobe] = await Promise.all([findTool('ffmpeg', env), findTool('ffprobe', env)]);
  const tools = [checkTool('ffmpeg', ffmpeg, env), checkTool('ffprobe', ffprobe, env)];
  if ('code' in ffmpeg) return tools;
  const there = await encodersOf(ffmpeg);
  if ('code' in there) return [checkTool('ffmpeg', there, env), checkTool('ffprobe', ffprobe, env)];
  return [
    ...tools,
    ...encoders.map(({ names, purpose, isBaseline }): Check => {
      const name = names.find((one) => there.has(one));
      if (name !== undefined) return { subject: name, state: 'ok', purpose };
      const [subject = ''] = names;
      const state = isBaseline ? 'missing' : 'note';
      return { subject, state, found: 'ffmpeg was built without it', purpose, next: toGetFfmpeg };
    }),
  ];
}

function checkTool(name: keyof typeof toolSettings, tool: Tool | Finding, env: NodeJS.ProcessEnv): Check {
  const [subject, purpose] = [name, TOOL_PURPOSES[name]];
  if (!('code' in tool)) {
    const found = `${shortVersion(tool.version)}, ${FROM[tool.from]}: ${tool.file}`;
    return { subject, state: 'ok', found, purpose };
  }
  const { file, reason = '' } = tool.params;
  const setting = toolSettings[name];
  return {
    subject,
    state: 'missing',
    found: file === undefined ? String(reason) : `“${file}” does not work: ${reason}`,
    purpose,
    next: env[setting]
      ? `set ${setting} to the whole path of the program, such as /usr/bin/${name} (not to its folder), or take it away: then ${name} is looked for in PATH`
      : toGetFfmpeg,
  };
}

/** `ffmpeg version 5.1.6-0+deb12u1 Copyright …` is `5.1.6-0+deb12u1`. */
function shortVersion(line: string): string {
  return line.split(' ')[2] ?? line;
}
