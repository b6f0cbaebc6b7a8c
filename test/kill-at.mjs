// Loaded into the real command, and each of its threads, by `node --import`: SIGKILLs the process at the KILL_AT-th call of a
// thread that writes, flushes, renames, links or removes a file or makes a folder; KILL_TORN: half of a write is done first. FAIL_AT: that call fails
// with the code FAIL_CODE instead, and FAIL_ON: all that follow it too. MOVE_AT: after that call the folder MOVE_FROM has the name MOVE_TO. Without these the calls are counted into the file KILL_COUNT.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { KILL_AT, KILL_TORN, KILL_COUNT, FAIL_AT, FAIL_CODE, FAIL_ON, MOVE_AT, MOVE_FROM, MOVE_TO } =
  process.env;
const { writeSync, writeFileSync, renameSync } = fs;
let calls = 0;

for (const name of [
  'writeSync',
  'writeFileSync',
  'fsyncSync',
  'fdatasyncSync',
  'renameSync',
  'linkSync',
  'mkdirSync',
  'rmSync',
  'unlinkSync',
  'rmdirSync',
]) {
  const call = fs[name];
  fs[name] = (...args) => {
    if (String(++calls) === KILL_AT) {
      if (KILL_TORN && name === 'writeSync') torn(...args);
      if (KILL_TORN && name === 'writeFileSync')
        writeFileSync(args[0], args[1].slice(0, args[1].length >> 1));
      process.kill(process.pid, 'SIGKILL');
    }
    if (calls === Number(FAIL_AT) || (FAIL_ON && calls > Number(FAIL_AT)))
      throw Object.assign(new Error(`${FAIL_CODE}: made to fail, ${name}`), {
        code: FAIL_CODE,
        syscall: name.replace('Sync', ''),
      });
    const made = call(...args);
    if (String(calls) === MOVE_AT) renameSync(MOVE_FROM, MOVE_TO);
    return made;
  };
}
syncBuiltinESMExports();
// The thread that ends last is not the one that does the work.
if (KILL_COUNT)
  process.on('exit', () => {
    const most = fs.existsSync(KILL_COUNT) ? Number(fs.readFileSync(KILL_COUNT, 'utf8')) : 0;
    if (calls > most) writeFileSync(KILL_COUNT, String(calls));
  });

function torn(fd, bytes, offset = 0, length = bytes.length - offset, position) {
  writeSync(fd, bytes, offset, Math.floor(length / 2), position);
}
