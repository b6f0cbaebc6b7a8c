import type { Wording } from '../diagnostic.ts';

/** Codes of the media layer. Data only: this file imports nothing but the type. */
export const mediaCodes = {
  'asset-undecodable': {
    severity: 'error',
    message: 'the picture “{path}” cannot be read: {reason}',
    hint: 'open it in a picture editor, save it again as PNG or JPEG, or take it from its original place; until then its alternative text is shown',
  },
  'asset-too-large': {
    severity: 'error',
    message: 'the picture “{path}” is too large to be handled safely: {reason}',
    hint: 'save it smaller (4000 pixels wide is plenty for any screen); until then its alternative text is shown',
  },
  'asset-unreadable': {
    severity: 'error',
    message: 'the file “{path}” cannot be read: {reason}',
    hint: 'check that the file is still there and that you may read it',
  },
  'asset-animation-large': {
    severity: 'warning',
    message:
      'the animation “{path}” is too long to be made smaller ({reason}); it is carried as it is, {size} bytes',
    hint: 'cut it shorter, or save it as an MP4 video, which is many times smaller',
  },
  'asset-drawing-cleaned': {
    severity: 'warning',
    message: 'the drawing “{path}” holds what must not or cannot work offline; it was left out: {what}',
    hint: 'draw it without scripts, embedded pages and pictures from elsewhere, or export it as PNG',
  },
  'recording-undecodable': {
    severity: 'error',
    message: 'the recording “{path}” cannot be played: {reason}',
    hint: 'open it in a media player; if it plays there, save it again as MP4 (film) or MP3 (sound); until then its description is shown',
  },
  'recording-too-large': {
    severity: 'error',
    message: 'the recording “{path}” is too large to be handled safely: {reason}',
    hint: 'cut it into parts, or save it smaller; until then its description is shown',
  },
  'recording-too-slow': {
    severity: 'error',
    message: 'the recording “{path}” could not be encoded this time: {reason}',
    hint: 'build again when the machine has less to do; if it stays so, save the recording again as MP4; until then its description is shown',
  },
  'recording-format-missing': {
    severity: 'warning',
    message: '“{path}” is not carried as {format} too: this ffmpeg has no {encoder}',
    hint: 'install an ffmpeg that has it (“satchel doctor” tells what this one has), or leave {format} out of media.formats; the main form is there',
  },
  'env-ffmpeg-missing': {
    severity: 'error',
    message: '{tool} is missing, which makes sound and films smaller: {reason}; they are carried as they are',
    hint: 'install ffmpeg (Debian, Ubuntu: “sudo apt install ffmpeg”; macOS: “brew install ffmpeg”; Windows: “winget install ffmpeg”), let npm install optional packages, or name the program in {setting}; “satchel doctor” tells more',
    exit: 4,
  },
  'env-ffmpeg-setting': {
    severity: 'error',
    message: '{reason}, so that sound and films are carried as they are',
    hint: 'set {setting} to the whole path of the program, such as /usr/bin/{tool} (not to its folder), or take it away: then {tool} is looked for in PATH; “satchel doctor” tells more',
    exit: 4,
  },
  'env-ffmpeg-broken': {
    severity: 'error',
    message: '“{file}” was found as {tool} and does not work: {reason}',
    hint: 'install ffmpeg again, make the file executable, or name another program in {setting}; “satchel doctor” tells more',
    exit: 4,
  },
  'font-collection': {
    severity: 'error',
    message: 'the font “{path}” is a collection of several fonts in one file; it is left out',
    hint: 'take the one font that you need out of it, as .ttf or .otf: most collections are offered as single fonts too',
  },
  'font-missing': {
    severity: 'error',
    message: 'the font “{path}” is not in the source',
    hint: 'put the file there, or correct its name: it is written as seen from the top of the source',
  },
  'font-not-embeddable': {
    severity: 'warning',
    message:
      'the font “{path}” says of itself that its maker forbids {forbidden}; it is carried all the same',
    hint: 'ask its maker for leave, or use a free font, such as one of the Noto or SIL families',
  },
  'font-too-large': {
    severity: 'error',
    message:
      'the font “{path}” has {size} bytes, more than the {limit} that are read of a font; it is left out',
    hint: 'use a font of fewer scripts',
  },
  'font-undecodable': {
    severity: 'error',
    message: 'the font “{path}” cannot be used: {reason}',
    hint: 'take it from its original place again, as .ttf, .otf, .woff or .woff2',
  },
  'font-unused': {
    severity: 'info',
    message: 'no page has letters that the font “{path}” is needed for; it is not carried',
    hint: 'if pages in some language are to be shown in it, name that: “languages: [sw]” beside “file”; else take it out',
  },
  'captions-undecodable': {
    severity: 'error',
    message: 'the captions “{path}” cannot be read: {reason}',
    hint: 'save them anew as SubRip (.srt) or WebVTT (.vtt) in the program they come from; until then the player has none of them',
  },
  'captions-incomplete': {
    severity: 'warning',
    message:
      'captions in “{path}” were left out, {count} in all, because their times cannot be read: this is the first',
    hint: 'write the times in this line as 00:01:02.500 --> 00:01:05.000',
  },
  'captions-encoding': {
    severity: 'warning',
    message: 'the captions “{path}” are not UTF-8; they were read as {encoding}',
    hint: 'save the file as UTF-8; until then look whether its letters are the right ones',
  },
} as const satisfies Record<string, Wording>;

export type MediaCode = keyof typeof mediaCodes;
