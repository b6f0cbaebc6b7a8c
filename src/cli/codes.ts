import type { Wording } from '../diagnostic.ts';

/** What can be wrong with a command as it was typed, and with the machine it runs on. */
export const cliCodes = {
  'init-not-empty': {
    severity: 'error',
    message: '“{dir}” is not empty, and a starter never overwrites anything',
    hint: 'name a new or an empty folder',
    exit: 2,
  },
  'init-not-a-folder': {
    severity: 'error',
    message: '“{dir}” is a file, not a folder',
    hint: 'name a new or an empty folder',
    exit: 2,
  },
  'preview-missing': {
    severity: 'error',
    message: 'there is no folder or bundle {target}',
    hint: 'give the folder of a source, or a bundle',
    exit: 2,
  },
  'serve-same-name': {
    severity: 'error',
    message: 'two of the bundles are called “{name}”, and each is served under its name',
    hint: 'give one of the files another name',
    exit: 2,
  },
  'diff-progress-breaking': {
    severity: 'error',
    message: 'the changes break learners’ progress, and --fail-on says that they may not',
    hint: 'give each lesson its id again (“id” in its front matter), or write there which id it had (“was”)',
  },
  'diff-content': {
    severity: 'error',
    message: 'the changes are of content, and --fail-on says that they may not be',
    hint: 'leave --fail-on away where content is meant to change',
  },
  'usage-wrong': {
    severity: 'error',
    message: '{reason}',
    hint: '“{help}” tells what can be typed',
    exit: 2,
  },
  'run-interrupted': {
    severity: 'error',
    message: 'interrupted; nothing was left half done',
    hint: 'run the command again: what is finished is not done twice',
  },
  'env-no-space': {
    severity: 'error',
    message: 'there is no space left to write {file}',
    hint: 'free some space or write to another disk; what was there before is unchanged',
    exit: 4,
  },
  'env-permission': {
    severity: 'error',
    message: 'you may not open or change {file}',
    hint: 'check who owns the file and its folder, and whether another program has it open',
    exit: 4,
  },
  'env-read-only': {
    severity: 'error',
    message: '{file} is on a disk that can only be read',
    hint: 'name a folder on another disk, or unlock this one',
    exit: 4,
  },
  'env-not-found': {
    severity: 'error',
    message: 'there is no {file}',
    hint: 'check the name; a name is read from the folder you are in',
    exit: 4,
  },
  'env-not-a-folder': {
    severity: 'error',
    message: 'a folder was expected where {file} is a file',
    hint: 'name a folder, or move the file that is in the way',
    exit: 4,
  },
  'env-not-a-file': {
    severity: 'error',
    message: 'a file was expected where {file} is a folder or a device',
    hint: 'name a file, or move what is in the way',
    exit: 4,
  },
  'env-file-in-use': {
    severity: 'error',
    message: '{file} is in use by another program',
    hint: 'close the program that has it open and run the command again',
    exit: 4,
  },
  'env-too-many-files': {
    severity: 'error',
    message: 'the system lets this command open no more files at once',
    hint: 'raise the limit (“ulimit -n 4096”) or close other programs',
    exit: 4,
  },
  'env-watch-limit': {
    severity: 'error',
    message: 'the system lets no more files be watched, so that changes are not noticed',
    hint: 'raise the limit (on Linux “sudo sysctl fs.inotify.max_user_watches=524288”) and start again',
    exit: 4,
  },
  'env-port-taken': {
    severity: 'error',
    message: 'port {port} cannot be had: another program uses it, or it is not yours to use',
    hint: 'leave --port away to get one that is free',
    exit: 4,
  },
  'env-no-address': {
    severity: 'error',
    message: 'this machine has no address “{host}” to serve on',
    hint: 'leave --host away to serve on every address that it has',
    exit: 4,
  },
  'env-install-incomplete': {
    severity: 'error',
    message: 'a part of Satchel is missing on this machine: {reason}',
    hint: 'install it again (“npm ci” in a checkout); optional packages must not be left out',
    exit: 4,
  },
  'env-system': {
    severity: 'error',
    message: 'the system refused to work with {file} ({reason})',
    hint: 'check the disk and the name, then run the command again',
    exit: 4,
  },
} as const satisfies Record<string, Wording>;
