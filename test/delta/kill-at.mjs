// Loaded into the real command by `node --import`: SIGKILLs the process at its KILL_AT-th call that writes, flushes, renames or
// removes a file; KILL_TORN: half of a write is done first. Without KILL_AT the calls are counted into the file KILL_COUNT.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { KILL_AT, KILL_TORN, KILL_COUNT } = process.env;
const { writeSync, writeFileSync } = fs;
let calls = 0;

for (const name of ['writeSync', 'fsyncSync', 'renameSync', 'mkdirSync', 'rmSync']) {
  const call = fs[name];
  fs[name] = (...args) => {
    if (String(++calls) === KILL_AT) {
      if (KILL_TORN && name === 'writeSync') torn(...args);
      process.kill(process.pid, 'SIGKILL');
    }
    return call(...args);
  };
}
syncBuiltinESMExports();
if (KILL_COUNT) process.on('exit', () => writeFileSync(KILL_COUNT, String(calls)));

function torn(fd, bytes, offset, length, position) {
  writeSync(fd, bytes, offset, Math.floor(length / 2), position);
}
