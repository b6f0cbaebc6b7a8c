// What reader.js has and the scripts use that it loads: learner.js and search.js take it from there instead of carrying it again, each by its
// place in this list. The build reads the list (esbuild.config.mjs).

import { asciiDigits } from '../digits.ts';
import { fillMessage } from '../fill-message.ts';
import { isLearnerId, isLessonId, learnerName } from '../learner/learner.ts';
import { attemptsOf, checkRecord, fields, isDone, parseJson, scoreOf } from '../learner/progress-record.ts';
import { askPage } from './asked-page.ts';
import { openDialog } from './dialog.ts';
import { all, button, element, inPage } from './element.ts';
import { keyOf, readRecords } from './kept-records.ts';
import { keptSaid } from './kept-said.ts';
import { choose, nameLearner, newLearnerId, nobody, removeLearner } from './learners.ts';
import { loadScript } from './load-script.ts';
import { pack, up } from './pack.ts';

export const shared = [
  all,
  asciiDigits,
  fillMessage,
  isLearnerId,
  isLessonId,
  learnerName,
  attemptsOf,
  checkRecord,
  fields,
  isDone,
  parseJson,
  scoreOf,
  askPage,
  openDialog,
  button,
  element,
  inPage,
  keyOf,
  readRecords,
  keptSaid,
  choose,
  nameLearner,
  newLearnerId,
  nobody,
  removeLearner,
  loadScript,
  pack,
  up,
];
