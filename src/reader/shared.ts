// What reader.js has and the scripts use that it loads: learner.js and search.js take it from there instead of carrying it again. The build
// reads this list (esbuild.config.mjs).

export { fillMessage } from '../fill-message.ts';
export { isLearnerId, isLessonId, learnerName } from '../learner/learner.ts';
export { attemptsOf, checkRecord, scoreOf } from '../learner/progress-record.ts';
export { askPage } from './asked-page.ts';
export { openDialog } from './dialog.ts';
export { button, element, inPage } from './element.ts';
export { keyOf, readRecords } from './kept-records.ts';
export { keptSaid } from './kept-said.ts';
export { choose, nameLearner, newLearnerId, nobody, removeLearner } from './learners.ts';
export { loadScript } from './load-script.ts';
export { pack, up } from './pack.ts';
