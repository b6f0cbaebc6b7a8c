import { isLearnerId, isLessonId, learnerName } from '../learner.ts';
import { attemptsOf, checkRecord, scoreOf } from '../progress-record.ts';
import { fillMessage } from '../fill-message.ts';
import { openDialog } from './dialog.ts';
import { element } from './element.ts';
import { keyOf, readRecords } from './kept-records.ts';
import { choose, newLearnerId, nameLearner, nobody, removeLearner } from './learners.ts';
import { keptSaid } from './kept-said.ts';
import { loadScript } from './load-script.ts';
import { pack } from './pack.ts';

declare global {
  interface Window {
    satchelShared?: object;
  }
}

/** What learner.js uses of reader.js, so that no learner loads it twice: esbuild.config.mjs takes these names from here. */
export function share(): void {
  window.satchelShared = {
    ...{
      attemptsOf,
      checkRecord,
      scoreOf,
      fillMessage,
      openDialog,
      element,
      keyOf,
      readRecords,
      keptSaid,
      loadScript,
      pack,
    },
    ...{ isLearnerId, isLessonId, learnerName, choose, newLearnerId, nameLearner, nobody, removeLearner },
  };
}
