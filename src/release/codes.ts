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
const note = (message: string, hint: string): Wording => ({ severity: 'info', message, hint });
const warning = (message: string, hint: string): Wording => ({ severity: 'warning', message, hint });

/** Codes of the release layer. Data only: this file imports nothing but the type. */
export const releaseCodes = {
  'release-raced': environment(
    'somebody else has published to the channel at the same time, and was faster',
    'run the same command again: it begins from what is there now, and nothing is lost',
  ),
  'release-file-taken': refusal(
    '“{path}” is in the channel already, with other bytes',
    'files of a channel never change: find out who put it there; nothing was overwritten',
  ),
  'release-unproven': refusal(
    '“{file}” was written, and other bytes were read back',
    'check the disk or the store, and whether somebody changes it; then run the same command again: nobody is led to what was written',
  ),
  'release-file-large': usage(
    '“{path}” has more than {limit} bytes, and such stores take no more at once',
    'build the pack in parts, or publish to a folder and copy that',
  ),
  'release-no-base': note(
    'the channel has nothing of “{id}” before version {version}: this build goes on from nothing',
    'a first version has nothing before it; is this none, check “id” and “version” in satchel.yaml',
  ),
  'release-store-name': usage(
    'that is no place in an S3-compatible store: {reason}',
    'write s3://bucket/prefix, with ?endpoint=https://… for other stores than AWS',
  ),
  'release-store-credentials': usage(
    'there are no credentials for the store',
    'put them into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN)',
  ),
  'release-store-refused': environment(
    '“{store}” has refused {method} of “{path}”: {reason}',
    'check bucket, region and credentials; they must allow s3:GetObject, s3:PutObject and s3:ListBucket',
  ),
  'release-store-unreachable': environment(
    '“{store}” cannot be reached: {reason}',
    'check the line and the endpoint, then run the same command again: it goes on where it stopped',
  ),
  'release-store-unconditional': environment(
    '“{store}” does not honour conditional writes ({header}): two publishers could overwrite each other',
    'use a store that does (AWS S3, MinIO, Cloudflare R2 and others), or publish to a folder and copy that',
  ),
  'release-numbers-used': refusal(
    'the channel has more than {limit} files of “{role}” that nobody is led to',
    'somebody may have filled it: remove those in metadata/ whose numbers are higher than the published one',
  ),
  'release-channel-there': usage(
    '“{channel}” is a channel already; its fingerprint is {fingerprint}',
    'to change its keys: “satchel key rotate”; for another channel name another folder',
  ),
  'release-keys-few': usage(
    '{threshold} keys must sign as {role}, and only {count} are named',
    'name more keys, or a lower --threshold',
  ),
  'release-key-lacking': usage(
    '{threshold} of the keys of {role} must sign, and {count} of those that were given may (given: {given})',
    'name the secret key with --sign, or put its text into SATCHEL_KEY; the channel’s keys for it: {keys}; “satchel key show” tells the id of a key',
  ),
  'release-draft-unfinished': note(
    '“{file}” has {signed} of the {threshold} signatures that it needs',
    'send it to who has another of the keys ({lacking}): “satchel release sign {file} --key <key>”; with --channel <channel> the last of them puts it there',
  ),
  'release-draft-there': usage(
    '“{file}” is there already, and may have signatures that are not yet in the channel',
    'let it be signed (“satchel release sign”), name another file with --output, or move it away',
  ),
  'release-draft-odd': usage(
    '“{file}” does not come next in the channel “{channel}”: {reason}',
    'make a new draft from what the channel is now',
  ),
  'release-key-unknown': usage(
    '“{key}” is no key that signs as {role}',
    'name the public key, or its id as “satchel key show” tells it; keys for it: {keys}',
  ),
  'release-root-there': note(
    'root {version} of “{channel}” says that already: no other root was made',
    'a run before had put it there; to renew it with the same keys: “satchel key rotate {channel} --role root”, with --root-expires to say when it ends',
  ),
  'release-keys-unsigned': warning(
    'the new keys count from now on, and have not signed what the channel says: readers refuse it until they have',
    'look at what is in it, for who has an old key could still change it; then run “satchel release renew {channel} --all --sign <new key>” at once',
  ),
  'release-bundle-folder': usage(
    '“{file}” is a folder; what is published are the ZIP files of bundles',
    'name the ZIP file that “satchel build” wrote',
  ),
  'release-bundle-damaged': refusal(
    '“{file}” is damaged: {reason}',
    'build it or get it again; nothing was published',
  ),
  'release-version-taken': usage(
    '{pack} {version} is in the channel already, with other content',
    'a version never changes once it is published: give it a higher “version” in satchel.yaml, then build and publish again',
  ),
  'release-same-version': note(
    '{pack} {version} is in the channel already, with the same content',
    'nothing of it is published again',
  ),
  'release-older': warning(
    '{pack} {version} is older than {newest}, which the channel has: nobody will be given it',
    'was it the version that was meant?',
  ),
  'release-paper-large': usage(
    '“{file}” has more than {limit} bytes',
    'what lies beside a bundle under this name goes along with it: move it away, or make it anew',
  ),
  'release-base-lost': warning(
    'no delta from {pack} {version}: its bundle is not whole in the channel ({reason})',
    'who has that version gets the whole bundle; put the file back if you have it',
  ),
  'release-notes-lost': warning(
    'there are no notes on {pack} {version}: {reason}',
    'it is published without them',
  ),
  'release-targets-ignored': warning(
    '“{path}” is passed over: {reason}',
    'it was signed with keys that no longer count, or is not from a publisher; nobody is led to it',
  ),
  'release-keys-old': refusal(
    'what everybody sees of “{channel}” is signed with keys that no longer count',
    'if its keys were changed just now: look at what is in it, then run “satchel release renew {channel} --all --sign <new key>”; if not, somebody publishes with an old key: put back what you published last',
  ),
  'release-channel-unproven': warning(
    'nothing tells this machine that “{channel}” is your channel; its fingerprint is {fingerprint}',
    'compare it with the one that people were told; in CI put that into the variable SATCHEL_TRUST (or add --trust), so that nobody who can write to the store lets you sign for a channel of theirs',
  ),
  'release-rolled-back': refusal(
    'the channel “{channel}” has {role} {version}, and {known} was seen here before',
    'somebody may have put back an old state, and readers refuse what is published after it: put back the newest copy; if that is lost for good, remove “{file}”, by which this machine remembers',
  ),
  'release-trust-odd': usage(
    'what {variable} says is no fingerprint',
    'a fingerprint is sha256: and 64 hexadecimal digits, as “satchel release init” tells it',
  ),
  'release-keys-changed': note(
    'the channel’s keys have changed since it was last signed',
    'what it says is signed anew now; until then it was refused by whoever knows the new keys',
  ),
  'release-clock-behind': warning(
    'this machine’s clock says {now}, and the channel was signed at {published}, which is later',
    'set the clock (or SOURCE_DATE_EPOCH) right: readers tell by it how old news is',
  ),
  'release-root-ends': warning(
    'the channel’s root ends on {expires}: after that nobody can read the channel on a network',
    'sign a new root with the root keys in time: “satchel key rotate <channel> --role root”',
  ),
  'release-list-large': usage(
    'the list of what the channel has would have more than {files} files or {limit} bytes, which readers refuse',
    'begin another channel for new packs',
  ),
  'release-nothing': note(
    'there is nothing new to publish in “{channel}”',
    '“satchel release add” adds bundles, “satchel release renew” says anew that what is there is current',
  ),
} as const satisfies Record<string, Wording>;
