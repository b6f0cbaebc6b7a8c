import type { Wording } from '../diagnostic.ts';

/** What is not trusted: exit 3. */
const refusal = (message: string, hint: string): Wording => ({ severity: 'error', message, hint, exit: 3 });
const usage = (message: string, hint: string): Wording => ({ severity: 'error', message, hint, exit: 2 });
const environment = (message: string, hint: string): Wording => ({
  severity: 'error',
  message,
  hint,
  exit: 4,
});

const kept = 'what was there before stays as it is';
const asSent =
  'get it again from whoever signed the bundle; do not use the bundle until its signature is good';

/** Codes of the trust layer. Data only: this file imports nothing but the type. No message ever holds anything secret. */
export const trustCodes = {
  'trust-metadata-damaged': refusal(
    '“{file}” is no metadata of a channel: {reason}',
    `get it again; if it stays so, tell whoever publishes the channel; ${kept}`,
  ),
  'trust-metadata-large': refusal(
    '“{file}” is larger than metadata of a channel can be ({limit} bytes)',
    `somebody may be sending endless data: use another copy of the channel; ${kept}`,
  ),
  'trust-signatures-few': refusal(
    '“{file}” is signed by {signed} of the keys of its role, and {threshold} must have signed it',
    `it is not from whoever publishes this channel, or they have not finished; ${kept}`,
  ),
  'trust-rollback': refusal(
    '“{file}” is of version {version}, and version {known} was seen before',
    `somebody may be offering old news as new: use another copy of the channel; ${kept}`,
  ),
  'trust-mismatch': refusal(
    '“{file}” is not the one that “{by}” names: {reason}',
    `the copy of the channel is damaged or put together from several: use another; ${kept}`,
  ),
  'trust-root-sequence': refusal(
    '“{file}” is of version {version}, and version {expected} comes next',
    `the copy of the channel is damaged: use another; ${kept}`,
  ),
  'key-none': usage(
    'no key was named',
    'name a secret key file with --key, or put the text of one into the variable SATCHEL_KEY; “satchel key new” makes one',
  ),
  'key-not-found': usage(
    'there is no key “{file}”',
    'check the spelling of the name and the folder you are in',
  ),
  'key-unreadable': environment('the key “{file}” cannot be read: {reason}', 'check that you may read it'),
  'key-there': usage(
    '“{file}” is there already, and a key is never overwritten',
    'choose another name; a key that is lost cannot be made again',
  ),
  'key-damaged': refusal(
    '“{file}” is not a key as minisign and Satchel write them: {reason}',
    'name a key file, or get a copy of it that is whole',
  ),
  'key-not-secret': usage(
    '“{file}” is a public key, which cannot sign',
    'name the secret key: “satchel key new” called it .key',
  ),
  'key-not-public': usage(
    'a secret key was given where a public key is enough',
    'name the public key: “satchel key new” called it .pub; “satchel key show” shows it; keep the secret key to yourself',
  ),
  'key-in-arguments': usage(
    'the text of a secret key stands in the command itself, where other programs and the history of the shell can read it',
    'make a new key, since this one is no longer secret; then name its file, or put its text into the variable SATCHEL_KEY',
  ),
  'key-costly': refusal(
    'opening “{file}” would take more memory or work than any key that is meant to be opened: {reason}',
    'the file is damaged or was made to deceive; get a copy of it that is whole',
  ),
  'key-memory': environment(
    'this machine has not the {size} of memory that opening “{file}” takes',
    'close other programs, or sign on another machine; keys of “satchel key new” take 134 MB',
  ),
  'key-passphrase-none': usage(
    '“{file}” is encrypted, and there is no terminal to ask for its passphrase',
    'put the passphrase into the variable SATCHEL_PASSPHRASE; of several keys each into SATCHEL_PASSPHRASE_<key id> (“satchel key show” tells the id)',
  ),
  'key-passphrase-missing': usage(
    'a new key needs a passphrase, and there is no terminal to ask for one',
    'put a passphrase into the variable SATCHEL_PASSPHRASE, or add --no-passphrase',
  ),
  'key-passphrase-empty': usage(
    'the passphrase is empty, and a key without one can be used by whoever finds the file',
    'choose a passphrase of several words, or add --no-passphrase',
  ),
  'key-passphrase-long': usage(
    'the passphrase has more than {limit} bytes, which minisign does not take',
    'choose a shorter one',
  ),
  'key-passphrase-differs': usage(
    'the passphrase was typed differently the second time',
    'run the command again; nothing was written',
  ),
  'key-passphrase-wrong': usage(
    'the passphrase is not that of “{file}”',
    'check capital letters and the layout of the keyboard; keys with passphrases of their own need each its variable, SATCHEL_PASSPHRASE_<key id>; if it is right for certain, the file is damaged',
  ),
  'key-finished': {
    severity: 'info',
    message:
      '“{file}” was made by a run that was stopped before it had written “{publicFile}”, which is there now',
    hint: 'its passphrase is the one that was given to that run; to make another key, choose another name',
  },
  'key-unencrypted': {
    severity: 'warning',
    message: '“{file}” is not encrypted: whoever can read the file can sign with it',
    hint: 'keep it where nobody else can read it, or make a key with a passphrase',
  },
  'key-unproven': environment(
    '“{file}” was written, and other bytes were read back; the key was not kept',
    'check the disk, or write to another one',
  ),
  'signature-missing': refusal(
    'there is no signature “{file}”',
    'get it from whoever published the bundle and lay it beside the bundle, or name it with --signature',
  ),
  'signature-unreadable': environment(
    'the signature “{file}” cannot be read: {reason}',
    'check that you may read it',
  ),
  'signature-malformed': refusal('“{file}” is no minisign signature: {reason}', asSent),
  'signature-legacy': refusal(
    '“{file}” is a signature of minisign’s old kind (“Ed”, not prehashed), which is not accepted',
    'let it be signed again with “satchel sign”, or with minisign 0.10 or later',
  ),
  'signature-other-key': refusal(
    '“{file}” says that it was made with the key {actual}, and the key that was named is {expected}',
    'ask whoever signed the bundle which key is theirs, in another way than the one by which the bundle came',
  ),
  'signature-wrong': refusal(
    'the signature “{file}” is not that of this bundle by the key {key}',
    `the bundle or the signature was changed, or belongs to another version; ${asSent}`,
  ),
  'signature-comment-wrong': refusal('the trusted comment in “{file}” was changed', asSent),
  'signature-there': usage(
    '“{file}” is there already, and {reason}',
    'move it somewhere else, then sign again',
  ),
  'signature-unproven': environment(
    'the signature “{file}” was written, and other bytes were read back',
    'check the disk, or copy the bundle to another one and sign it there',
  ),
} as const satisfies Record<string, Wording>;
