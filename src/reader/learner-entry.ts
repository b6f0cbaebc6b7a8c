// pages/learner.js: what is done with progress besides keeping and showing it; loaded when the panel of learners is opened, and where
// the pack names an LRS. What reader.js has already comes from there: see shared.ts.

import { saveProgress } from './carrying.ts';
import { connectLrs } from './lrs.ts';
import { openLearnerPanel } from './learner-panel.ts';
import type { Session } from './progress.ts';

declare global {
  interface Window {
    satchelLearner?: LearnerScript;
  }
}

export interface LearnerScript {
  /** Opens the panel; with a code, asks whether to take it in. */
  panel(session: Session, code?: string): void;
  /** Saves a progress file. */
  save(session: Session): void;
  /** Sends what the LRS has not acknowledged, now and whenever there is more. */
  send(session: Session): void;
}

const lrs = connectLrs();

window.satchelLearner = {
  panel: (session, code) => openLearnerPanel(session, lrs, code),
  save: (session) => void saveProgress(session).catch(() => openLearnerPanel(session, lrs)),
  send: lrs.send,
};
