import type { Wording } from '../diagnostic.ts';

/** What is not trusted: exit 3. */
const refusal = (message: string, hint: string): Wording => ({ severity: 'error', message, hint, exit: 3 });
const usage = (message: string, hint: string): Wording => ({ severity: 'error', message, hint, exit: 2 });
const environment = (message: string, hint: string): Wording => ({
  ...{ severity: 'error', message, hint, exit: 4 },
});
const note = (severity: 'warning' | 'info', message: string, hint: string): Wording => ({
  ...{ severity, message, hint },
});

const goesOn = 'run the command again: what has come is kept, and it goes on from there';

/** Codes of updates. Data only: this file imports nothing but the type. */
export const updateCodes = {
  'update-address-odd': usage(
    '“{channel}” is no address that a channel can have: {reason}',
    'name a folder, a drop, or an address that begins with https:// or http://',
  ),
  'update-packs-named': usage(
    '“{folder}” is a folder of packs, which follows a channel and is none',
    'to bring it up to date: “satchel update {address} --to {folder}”',
  ),
  'update-channels-many': usage(
    '“{channel}” carries several channels ({known})',
    'say with --trust and its fingerprint which one is meant',
  ),
  'update-drop-without-news': usage(
    'the drop “{channel}” carries no news of a channel, so nothing on it can be proven to be new',
    'have it written from a folder that “satchel update” keeps, or from the channel’s folder: “satchel drop write <that folder>”, not its ZIP files one by one',
  ),
  'update-drop-damaged': refusal(
    '“{path}” on “{channel}” is damaged: {reason}',
    'mend the stick with “satchel drop repair”, or use another; what was there before stays as it is',
  ),
  'update-not-carried': note(
    'warning',
    '“{channel}” knows of {pack} {version} and does not carry it',
    'it comes by another stick, or from the network',
  ),
  'update-carried-older': refusal(
    'the news on “{channel}” is older than what is known here; nothing of it was taken',
    'it is the stick that needs an update: “satchel drop write” brings this folder’s packs and news to it',
  ),
  'update-unreachable': environment(
    '“{channel}” cannot be reached: {reason}',
    `check how the address is spelt, and the network; ${goesOn}`,
  ),
  'update-too-slow': environment(
    '“{channel}” sends less than {speed} bytes a second',
    `somebody may be holding back news; use another line or another copy of the channel; ${goesOn}`,
  ),
  'update-server-refuses': environment(
    '“{channel}” answers {status} when it is asked for “{path}”',
    `ask whoever runs the server, or try again later; ${goesOn}`,
  ),
  'update-redirects': refusal(
    '“{channel}” leads on from “{path}” to where Satchel does not follow: {reason}',
    'ask whoever runs the server for the address where the channel is now',
  ),
  'update-web-page': environment(
    '“{channel}” answers with a web page when it is asked for “{path}”',
    'a network that wants you to sign in does that: open any page in a browser, sign in, and run the command again',
  ),
  'update-busy': environment(
    'another command is updating “{folder}”',
    'wait until it has ended; two at once would be in each other’s way',
  ),
  'update-state-damaged': refusal(
    '“{file}” does not say which channel this folder follows any more: {reason}',
    'fetch it from a backup; or remove it and run the command with --trust, once the fingerprint is known from elsewhere: what was seen before is forgotten then',
  ),
  'update-state-none': usage(
    '“{folder}” follows no channel yet',
    'begin with “satchel update <channel> --to {folder} --trust <fingerprint>”: ask whoever publishes the packs for the address of their channel, and its fingerprint',
  ),
  'update-folder-none': usage(
    '“{folder}” is no folder of packs: {reason}',
    'name the folder that “satchel update --to” keeps; of a bundle “satchel inspect” tells, of a stick “satchel drop verify”, of a channel the index.html in it',
  ),
  'update-nothing-chosen': usage('the channel “{channel}” has nothing of {choice}', 'it has: {known}'),
  'update-everything': note(
    'info',
    'there is no pack of “{channel}” in “{folder}” yet: all that it has is fetched ({packs}, {size})',
    'choose with --pack, --language and --profile',
  ),
  'update-later-here': note(
    'warning',
    '“{file}” is of version {version}, and the newest of the channel is {newest}: it stays as it is',
    'look for a newer copy of the channel',
  ),
  'update-version-differs': refusal(
    '{pack} {version} is offered with another content than it had: {digest} instead of {known}',
    'a version never changes: tell whoever publishes the channel; nothing of it was taken',
  ),
  'update-name-taken': usage(
    '“{file}” is in the way: it is {what}',
    'move it elsewhere and run the command again',
  ),
  'update-replaced-damaged': note(
    'warning',
    '“{file}” is no whole bundle: a whole one takes its place',
    'check the disk if that happens again',
  ),
  'update-newer-damaged': note(
    'warning',
    '“{file}” is damaged ({reason}), so the earlier “{older}” stays',
    'remove “{file}”, and run the command again',
  ),
  'update-unreadable-here': note(
    'warning',
    '“{file}” cannot be read as a bundle ({reason}), and is left as it is',
    '“satchel verify” tells more about it',
  ),
  'update-old-kept': note(
    'info',
    '“{file}” was not published by this channel, and is kept beside “{newer}”',
    'remove it when it is no longer needed',
  ),
  'update-file-wrong': refusal(
    '“{path}” of the channel “{channel}” is not what was signed for, asked for twice: {reason}',
    'the copy of the channel is damaged or forged: use another; what was there before stays as it is',
  ),
  'update-delta-failed': note(
    'warning',
    'the delta “{path}” could not be applied ({reason}): the whole of {pack} is fetched instead',
    'if that happens again, check “{file}” with “satchel verify”',
  ),
  'update-unproven': refusal(
    'the disk gives back other bytes than were written to “{file}”',
    'check the disk; what was there before stays as it is',
  ),
  'update-no-space': environment(
    'an update of “{folder}” needs {needed}, and {free} are free',
    'free some space, or choose less with --pack, --language and --profile',
  ),
} as const satisfies Record<string, Wording>;
